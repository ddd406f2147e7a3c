namespace IdentityDashboard.Features.Attributes;

internal static class AttributeWords
{
    public static string Kind(AttributeKind kind) => kind switch
    {
        AttributeKind.Number => "Number",
        AttributeKind.Date => "Date",
        AttributeKind.Choice => "Choice",
        AttributeKind.YesNo => "Yes or no",
        _ => "Text",
    };

    /// <summary>What belongs into a field of the kind.</summary>
    public static string About(AttributeKind kind) => kind switch
    {
        AttributeKind.Number => "A number with or without decimals, exact to 28 digits",
        AttributeKind.Date => "A day, without a time",
        AttributeKind.Choice => "One of the options you list",
        AttributeKind.YesNo => "Yes, no, or not said",
        _ => "One line of up to 400 characters",
    };
}
