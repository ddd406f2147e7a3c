namespace IdentityDashboard.Platform.Errors;

/// <summary>
/// An expected refusal: returned, never thrown. <see cref="Message"/> is a sentence an administrator can act on;
/// <see cref="Code"/> and <see cref="Status"/> (an HTTP status) are what other programs see.
/// </summary>
/// <param name="Fields">Per field (snake_case, as in the REST API) the sentences that belong beside it.</param>
public sealed record Error(string Code, int Status, string Message, IReadOnlyDictionary<string, string[]>? Fields = null)
{
    /// <summary>The first sentence about a field, or null when the field is fine.</summary>
    public string? For(string field) => Fields is not null && Fields.TryGetValue(field, out var found) ? found[0] : null;

    public static Error Field(string code, int status, string field, string message) =>
        new(code, status, message, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });
}
