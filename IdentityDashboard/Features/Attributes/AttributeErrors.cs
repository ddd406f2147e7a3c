using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Attributes;

internal static class AttributeErrors
{
    public const string Taken = "Somebody else has this value.";

    public static readonly Error NotFound = CommonErrors.NotFound("attribute");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this attribute while you were editing. What you typed is kept.");

    /// <summary>A deleted person can't come back with a value that somebody else has by now.</summary>
    public static Error TakenMeanwhile(string label, string value) =>
        new("attribute_taken", 409, $"{label} “{value}” belongs to somebody else by now. Change it there first, then restore.");
}
