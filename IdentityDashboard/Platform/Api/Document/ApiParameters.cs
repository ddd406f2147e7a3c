namespace IdentityDashboard.Platform.Api.Document;

/// <summary>A parameter of a call's address, for the document.</summary>
/// <param name="Says">What it does, a sentence.</param>
/// <param name="Example">A value it takes.</param>
internal sealed record ApiParameter(string Name, string Says, string Example);

/// <summary>What a call reads from its address beside ids.</summary>
internal sealed record ApiParameters(IReadOnlyList<ApiParameter> All);

/// <summary>A body that the call takes as it stands, apart from the ids in it.</summary>
internal sealed record ApiExample(object Body);

/// <summary>What the document says of a call beyond its types.</summary>
internal static class ApiDescriptions
{
    private static readonly ApiParameter[] Paging =
    [
        new("take", $"How many a page has, up to {ApiQuery.MostTake}.", "50"),
        new("page_token", "Where the page begins: next_page_token of the page before.", ""),
    ];

    private static readonly ApiParameter Count = new("include_count", "true adds item_count.", "true");

    /// <summary>A list in pages, with what narrows it.</summary>
    public static RouteHandlerBuilder Lists(this RouteHandlerBuilder call, params ApiParameter[] filters) => call.Reads([.. filters, .. Paging]);

    /// <summary>A list in pages that can be counted.</summary>
    public static RouteHandlerBuilder ListsAndCounts(this RouteHandlerBuilder call, params ApiParameter[] filters) => call.Reads([.. filters, .. Paging, Count]);

    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder call, params ApiParameter[] parameters) => call.WithMetadata(new ApiParameters(parameters));

    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder call, object body) => call.WithMetadata(new ApiExample(body));
}
