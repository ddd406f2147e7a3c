namespace IdentityDashboard.Platform.Colours;

/// <summary>
/// The one colour an account chooses, for buttons and marks on light and on dark pages. It has to stand out from both;
/// the text on it is white or black, whichever reads; links get a shade of it that reads as text.
/// </summary>
public sealed record AccentColour(Rgb Colour)
{
    /// <summary>The lightest and the darkest surface a button stands on.</summary>
    public static readonly Rgb LightPage = Rgb.White;
    public static readonly Rgb DarkPage = new(0x1b, 0x1c, 0x22);

    private const double Step = 0.01;

    /// <summary>More than text needs, because links stand on tinted surfaces too.</summary>
    private const double Link = 5.5;

    public double OnLight => ContrastRatio.Of(Colour, LightPage);

    public double OnDark => ContrastRatio.Of(Colour, DarkPage);

    /// <summary>Of what is written on it. One of the two always reaches 4.5:1.</summary>
    public Rgb Text => ContrastRatio.Of(Colour, Rgb.White) >= ContrastRatio.Text ? Rgb.White : Rgb.Black;

    public double TextContrast => ContrastRatio.Of(Colour, Text);

    public bool IsFit => OnLight >= ContrastRatio.Shape && OnDark >= ContrastRatio.Shape && TextContrast >= ContrastRatio.Text;

    /// <summary>As text on light pages, and on dark ones.</summary>
    public Rgb LinkOnLight => Until(Rgb.Black, c => ContrastRatio.Of(c, LightPage) >= Link);

    public Rgb LinkOnDark => Until(Rgb.White, c => ContrastRatio.Of(c, DarkPage) >= Link);

    /// <summary>Why it can't be used, with the figures; null when it can.</summary>
    public string? Problem => IsFit ? null
        : OnLight < ContrastRatio.Shape ? $"This colour is too light: {ContrastRatio.Words(OnLight)} on white; at least 3:1 is needed."
        : $"This colour is too dark: {ContrastRatio.Words(OnDark)} on the dark page; at least 3:1 is needed.";

    /// <summary>The nearest shade or tint of it that can be used; itself when it can.</summary>
    public AccentColour Near => new(Until(OnLight < ContrastRatio.Shape ? Rgb.Black : Rgb.White, c => new AccentColour(c).IsFit));

    /// <summary>The tokens of the style sheets, for the style attribute of a page's outermost element: nothing but digits of colours goes in.</summary>
    public string Style =>
        $"--c-accent:{Colour};--c-accent-hover:{Stronger(.08)};--c-accent-press:{Stronger(.16)};--c-on-accent:{Text};"
        + $"--c-accent-text:light-dark({LinkOnLight},{LinkOnDark});--c-focus:light-dark({LinkOnLight},{LinkOnDark});"
        + $"--c-accent-soft:light-dark({LightPage.Towards(Colour, .07)},{DarkPage.Towards(Colour, .1)});--c-accent-line:light-dark({LightPage.Towards(Colour, .3)},{DarkPage.Towards(Colour, .45)})";

    /// <summary>Null for what is no colour.</summary>
    public static AccentColour? From(string? text) => Rgb.TryParse(text, out var colour) ? new AccentColour(colour) : null;

    /// <summary>Away from its text, so that what is written on it reads no worse.</summary>
    private Rgb Stronger(double share) => Colour.Towards(Text == Rgb.White ? Rgb.Black : Rgb.White, share);

    private Rgb Until(Rgb end, Func<Rgb, bool> fits)
    {
        for (var share = 0d; share < 1; share += Step)
        {
            var shade = Colour.Towards(end, share);
            if (fits(shade)) return shade;
        }

        return end;
    }
}
