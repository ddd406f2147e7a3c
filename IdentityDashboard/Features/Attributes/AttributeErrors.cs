using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Attributes;

internal static class AttributeErrors
{
    public const string Taken = "Somebody else has this value.";

    public static readonly Error NotFound = CommonErrors.NotFound("attribute");
    public static readonly Error KeyExists = Error.Field("attribute_exists", 409, "key", "Another attribute has this key.");
    public static readonly Error LabelExists = Error.Field("attribute_exists", 409, "label", "Another attribute has this label.");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this attribute while you were editing. What you typed is kept.");
    public static readonly Error TooMany = new("attribute_limit", 422, $"An account can have {AttributeService.Most} attributes. Delete one first.");

    /// <summary>A deleted person can't come back with a value that somebody else has by now.</summary>
    public static Error TakenMeanwhile(string label, string value) =>
        new("attribute_taken", 409, $"{label} “{value}” belongs to somebody else by now. Change it there first, then restore.");

    /// <param name="shared">Values that several people have, the most shared first; at most a few of them.</param>
    public static Error Duplicates(int count, IReadOnlyList<(string Value, int People)> shared)
    {
        var examples = string.Join(", ", shared.Select(s => $"“{s.Value}” ({Quantity.Of(s.People, "person", "people")})"));
        return Error.Field("attribute_duplicates", 409, AttributeDraft.UniqueField,
            count == 1 ? $"One value is shared: {examples}. Change those records first." : $"{Quantity.Text(count)} values are shared, such as {examples}. Change those records first.");
    }

    public static Error OptionInUse(string option, int people, int deleted)
    {
        var of = deleted == 0 ? "" : deleted == people ? ", deleted but restorable" : $", {Quantity.Text(deleted)} of them deleted but restorable";
        return Error.Field("option_in_use", 409, AttributeDraft.OptionsField, $"“{option}” can't go: {Quantity.Of(people, "person has", "people have")} it{of}. Rename it, or give them another first.");
    }
}
