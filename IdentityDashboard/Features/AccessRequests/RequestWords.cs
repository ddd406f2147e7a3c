using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>How requests and flows stand, in words people read.</summary>
internal static class RequestWords
{
    /// <param name="until">The end of what it gave; null when it was taken away since.</param>
    public static (StatusKind Kind, string Text) State(RequestState state, DateTimeOffset? until, DateTimeOffset now) => state switch
    {
        RequestState.Pending => (StatusKind.Wait, "Waiting"),
        RequestState.Approved when until > now => (StatusKind.Ok, "Approved"),
        RequestState.Approved when until is null => (StatusKind.Off, "Taken away"),
        RequestState.Approved => (StatusKind.Off, "Expired"),
        RequestState.Refused => (StatusKind.Bad, "Refused"),
        RequestState.Cancelled => (StatusKind.Off, "Taken back"),
        _ => (StatusKind.Off, "Ended early"),
    };

    /// <returns>"Ends in 2 days 3 hours"; what is left, in its two largest units.</returns>
    public static string Left(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        if (left < TimeSpan.FromMinutes(1)) return "Ends within a minute";
        var (days, hours, minutes) = ((int)left.TotalDays, left.Hours, left.Minutes);
        if (days > 0) return $"Ends in {Quantity.Of(days, "day")}{(hours > 0 ? $" {Quantity.Of(hours, "hour")}" : "")}";
        if (hours > 0) return $"Ends in {Quantity.Of(hours, "hour")}{(minutes > 0 ? $" {Quantity.Of(minutes, "minute")}" : "")}";
        return $"Ends in {Quantity.Of(minutes, "minute")}";
    }

    /// <returns>"Editor at EMEA or below, Reader at APAC".</returns>
    public static string Offers(IEnumerable<FlowOffer> offers) => string.Join(", ", offers.Select(o => $"{FlowWords.Place(o.Grant)}{(o.Below ? " or below" : "")}"));

    public static string Requesters(FlowRow flow) => flow.IsForEverybody ? "Everybody who may request" : string.Join(", ", flow.Requesters.Select(p => p.Name));

    public static string Approvers(FlowRow flow) => flow.IsAutomatic ? "Granted at once" : string.Join(", ", flow.Approvers.Select(p => p.Name));
}
