namespace IdentityDashboard.Platform.Errors;

/// <summary>Refusals that every feature gives in the same words.</summary>
internal static class CommonErrors
{
    public static readonly Error Forbidden = new("forbidden", 403, "You don't have the right to do this here. Ask an administrator of this environment.");

    public static Error NotFound(string what) => new("not_found", 404, $"This {what} isn't here any more. Refresh the page and try again.");

    public static Error Invalid(IReadOnlyDictionary<string, string[]> fields) =>
        new("validation_failed", 422, fields.Values.First()[0], fields);
}
