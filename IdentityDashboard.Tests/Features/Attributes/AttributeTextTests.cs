using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using IdentityDashboard.Features.Attributes;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class AttributeTextTests
{
    [Theory]
    [InlineData("007", "7")]
    [InlineData("+12.500", "12.5")]
    [InlineData("-0.0", "0")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("−3", "-3")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("12345678901234567890123456789", null)]
    [InlineData("1,250", null)]
    [InlineData("1e3", null)]
    [InlineData("1.2.3", null)]
    [InlineData("٣", null)]
    [InlineData(".", null)]
    [InlineData("-", null)]
    public void A_number_is_kept_exactly_or_refused(string typed, string? kept) => Assert.Equal(kept, AttributeText.Clean(Field(AttributeKind.Number), typed).Value);

    [Fact]
    public void Numbers_sort_by_code_point_as_they_sort_by_value()
    {
        var number = from digits in Gen.Choose(1, 28)
                     from scale in Gen.Choose(0, digits)
                     from figures in Gen.ArrayOf(Gen.Choose(0, 9), digits)
                     from negative in ArbMap.Default.GeneratorFor<bool>()
                     select Parse(string.Concat(figures), scale, negative);

        Prop.ForAll(Arb.From(Gen.Two(number)), pair =>
        {
            var (left, right) = (Comparable(pair.Item1), Comparable(pair.Item2));
            return Math.Sign(string.CompareOrdinal(left, right)) == decimal.Compare(pair.Item1, pair.Item2) && left.Length == right.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("2026-11-22", "2026-11-22")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2026-02-29", null)]
    [InlineData("22.11.2026", null)]
    public void A_date_is_year_month_day(string typed, string? kept) => Assert.Equal(kept, AttributeText.Clean(Field(AttributeKind.Date), typed).Value);

    [Fact]
    public void What_looks_the_same_compares_the_same()
    {
        Assert.Equal(Fold("Ångström"), Fold("ÅNGSTRÖM"));
        Assert.Equal("4711", Fold("４７１１"));
    }

    [Fact]
    public void A_text_has_400_characters_also_in_the_form_it_is_compared_in()
    {
        var field = Field(AttributeKind.Text);

        Assert.Null(AttributeText.Clean(field, new string('a', 400)).Problem);
        Assert.NotNull(AttributeText.Clean(field, new string('a', 401)).Problem);
        Assert.NotNull(AttributeText.Clean(field, new string('\uFDFA', 100)).Problem);
    }

    [Fact]
    public void A_choice_is_one_of_its_options_in_their_spelling()
    {
        var field = Field(AttributeKind.Choice) with { Options = ["Full-time", "Part-time"] };

        Assert.Equal("Full-time", AttributeText.Clean(field, "full-TIME").Value);
        Assert.Equal("Choose one of the options.", AttributeText.Clean(field, "Never").Problem);
    }

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("True", "yes")]
    [InlineData("no", "no")]
    [InlineData("maybe", null)]
    public void Yes_or_no(string typed, string? kept) => Assert.Equal(kept, AttributeText.Clean(Field(AttributeKind.YesNo), typed).Value);

    internal static AttributeField Field(AttributeKind kind) => new(Guid.NewGuid(), "cost_centre", "Cost centre", null, kind, [], false, false, false, 0, "1");

    private static string Fold(string text) => AttributeText.Comparable(AttributeKind.Text, text);

    private static string Comparable(decimal number) =>
        AttributeText.Comparable(AttributeKind.Number, AttributeText.Clean(Field(AttributeKind.Number), number.ToString(CultureInfo.InvariantCulture)).Value!);

    private static decimal Parse(string figures, int scale, bool negative) =>
        decimal.Parse($"{(negative ? "-" : "")}{figures[..^scale]}.{figures[^scale..]}0", NumberStyles.Float, CultureInfo.InvariantCulture);
}
