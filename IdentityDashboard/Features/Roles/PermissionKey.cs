using System.Text.RegularExpressions;

namespace IdentityDashboard.Features.Roles;

/// <summary>A key <c>resource.action</c>: the action is what follows the last dot, the resource may have dots of its own.</summary>
public sealed partial record PermissionKey(string Resource, string Action)
{
    public const int MaxLength = 120;

    /// <summary>The four that the wizard makes, in the order of the matrix.</summary>
    public static readonly IReadOnlyList<string> UsualActions = ["create", "read", "update", "delete"];

    public string Text => $"{Resource}.{Action}";

    /// <summary>Parts a key that stands in the catalogue.</summary>
    public static PermissionKey Of(string key)
    {
        var dot = key.LastIndexOf('.');
        return dot < 0 ? new PermissionKey(key, "") : new PermissionKey(key[..dot], key[(dot + 1)..]);
    }

    /// <returns>The key, or one sentence that says what to do.</returns>
    public static (PermissionKey? Key, string? Problem) Parse(string? typed)
    {
        var key = typed?.Trim() ?? "";
        if (key.Length == 0) return (null, "Enter a key, such as invoice.read.");
        if (!key.Contains('.', StringComparison.Ordinal)) return (null, "Put a dot between the resource and the action, as in invoice.read.");
        return Problem(key) is { } problem ? (null, problem) : (Of(key), null);
    }

    /// <returns>The resource, or one sentence that says what to do.</returns>
    public static (string? Resource, string? Problem) ParseResource(string? typed)
    {
        var resource = typed?.Trim() ?? "";
        if (resource.Length == 0) return (null, "Enter a resource, such as invoice.");
        return Problem(resource) is { } problem ? (null, problem) : (resource, null);
    }

    private static string? Problem(string text)
    {
        if (text.Length > MaxLength) return $"A key can have {MaxLength} characters; this has {text.Length}.";
        return Words().IsMatch(text) ? null : "Use small letters, digits, - and _ with single dots between the words. Each word begins with a letter.";
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();
}
