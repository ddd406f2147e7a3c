using System.Globalization;
using IdentityDashboard.Platform.Colours;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Workspace.Branding;

internal static class BrandErrors
{
    public const string LogoField = "logo";
    public const string AccentField = "accent";

    public static readonly Error NoPicture = Logo("This file is no PNG, JPEG or WebP picture. Save the logo as one of them and choose it again.");
    public static readonly Error Svg = Logo("SVG files can carry scripts, so they aren’t taken. Save the logo as PNG or WebP and choose it again.");
    public static readonly Error TooLarge = Logo("The logo is larger than 200 KB. Save it smaller, for example 400 pixels wide.");
    public static readonly Error NoColour = Accent("Enter the colour as # and six digits, such as #1f6feb.");

    public static Error Measure(int width, int height, int least, int most) => Logo(width > most || height > most
        ? string.Create(CultureInfo.InvariantCulture, $"The logo is larger than {most:N0} pixels on a side. Save it smaller, for example 400 pixels wide.")
        : string.Create(CultureInfo.InvariantCulture, $"The logo is {width} × {height} pixels; each side needs at least {least}."));

    public static Error Unfit(AccentColour colour) => Accent(colour.Problem!);

    private static Error Logo(string message) => Error.Field("validation_failed", 422, LogoField, message);

    private static Error Accent(string message) => Error.Field("validation_failed", 422, AccentField, message);
}
