using System.Text.RegularExpressions;
using IdentityDashboard.Platform.Colours;

namespace IdentityDashboard.Tests.Ui;

public sealed class AccentColourTests
{
    /// <summary>Pairs whose ratio is published by the W3C or by the common checkers.</summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#ffffff", "#ffffff", 1)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#949494", "#ffffff", 3.03)]
    [InlineData("#ff0000", "#ffffff", 4.00)]
    [InlineData("#0000ff", "#ffffff", 8.59)]
    [InlineData("#00ff00", "#ffffff", 1.37)]
    [InlineData("#0000ff", "#000000", 2.44)]
    [InlineData("#ffff00", "#000000", 19.56)]
    public void The_ratio_is_that_of_WCAG(string one, string other, double expected)
    {
        Assert.Equal(expected, ContrastRatio.Of(Parse(one), Parse(other)), 0.005);
        Assert.Equal(expected, ContrastRatio.Of(Parse(other), Parse(one)), 0.005);
    }

    [Fact]
    public void A_ratio_is_never_rounded_up_to_what_is_needed()
    {
        Assert.Equal("2.9:1", ContrastRatio.Words(2.9999));
        Assert.Equal("21:1", ContrastRatio.Words(21));
    }

    [Theory]
    [InlineData("#1f6feb", "#ffffff"), InlineData("1F6FEB", "#ffffff"), InlineData("#0b8043", "#ffffff"), InlineData("#f26d21", "#000000")]
    public void A_fit_colour_carries_white_or_black_text(string typed, string text)
    {
        var colour = AccentColour.From(typed)!;

        Assert.True(colour.IsFit, colour.Problem);
        Assert.Null(colour.Problem);
        Assert.Equal(text, colour.Text.ToString());
        Assert.True(colour.TextContrast >= 4.5);
        Assert.Equal(colour.Colour, colour.Near.Colour);
    }

    [Theory]
    [InlineData("#ffd400", "This colour is too light: 1.4:1 on white; at least 3:1 is needed.")]
    [InlineData("#ffffff", "This colour is too light: 1:1 on white; at least 3:1 is needed.")]
    [InlineData("#0b2a5b", "This colour is too dark: 1.2:1 on the dark page; at least 3:1 is needed.")]
    [InlineData("#000000", "This colour is too dark: 1.2:1 on the dark page; at least 3:1 is needed.")]
    public void An_unfit_colour_is_refused_with_its_figures_and_a_near_one_is_offered(string typed, string problem)
    {
        var colour = AccentColour.From(typed)!;

        Assert.Equal(problem, colour.Problem);
        Assert.True(colour.Near.IsFit);
    }

    [Fact]
    public void Every_colour_has_a_near_one_that_is_fit_and_links_that_read()
    {
        for (var all = 0; all <= 0xFFFFFF; all += 0x0F0D35)
        {
            var colour = new AccentColour(new Rgb((byte)(all >> 16), (byte)(all >> 8), (byte)all));

            Assert.True(colour.Near.IsFit, $"{colour.Colour} led to {colour.Near.Colour}");
            Assert.True(colour.TextContrast >= 4.5, colour.Colour.ToString());
            Assert.True(ContrastRatio.Of(colour.LinkOnLight, AccentColour.LightPage) >= 4.5, colour.Colour.ToString());
            Assert.True(ContrastRatio.Of(colour.LinkOnDark, AccentColour.DarkPage) >= 4.5, colour.Colour.ToString());
        }
    }

    [Theory, InlineData(null), InlineData(""), InlineData("red"), InlineData("#12"), InlineData("#12345"), InlineData("#1234567"), InlineData("#12345g"), InlineData("#123;background:url(//e)"), InlineData("#١٢٣٤٥٦")]
    public void What_is_no_colour_is_none(string? typed) => Assert.Null(AccentColour.From(typed));

    [Fact]
    public void A57_A_style_holds_nothing_but_tokens_and_digits_of_colours()
    {
        var style = AccentColour.From("#1f6feb")!.Style;

        Assert.Matches(new Regex("^(--c-[a-z-]+:(#[0-9a-f]{6}|light-dark\\(#[0-9a-f]{6},#[0-9a-f]{6}\\));?)+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), style);
    }

    private static Rgb Parse(string text)
    {
        Assert.True(Rgb.TryParse(text, out var colour));
        return colour;
    }
}
