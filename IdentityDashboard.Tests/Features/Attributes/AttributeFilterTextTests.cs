using IdentityDashboard.Features.Attributes;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class AttributeFilterTextTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(AttributeKind.Text, "4711", "4711")]
    [InlineData(AttributeKind.Text, "a..b", "a..b")]
    [InlineData(AttributeKind.Text, "=*", "*")]
    [InlineData(AttributeKind.Date, "2026-11-01..2026-11-30", "1 Nov – 30 Nov")]
    [InlineData(AttributeKind.Date, "2025-11-01..", "from 1 Nov 2025")]
    [InlineData(AttributeKind.Date, "..2026-11-30", "until 30 Nov")]
    [InlineData(AttributeKind.Date, "2026-11-05", "5 Nov")]
    [InlineData(AttributeKind.Number, "-5..10", "-5 – 10")]
    [InlineData(AttributeKind.YesNo, "yes", "Yes")]
    [InlineData(AttributeKind.Number, "*", "any value")]
    public void A_filter_reads_as_a_chip(AttributeKind kind, string text, string words) => Assert.Equal(words, AttributeFilterText.Words(AttributeTextTests.Field(kind), text, Today));

    [Fact]
    public void Bounds_are_in_the_form_values_are_compared_in()
    {
        var number = AttributeTextTests.Field(AttributeKind.Number);
        var text = AttributeTextTests.Field(AttributeKind.Text);

        Assert.Equal(new AttributeBounds(AttributeText.Comparable(number.Kind, "-5"), AttributeText.Comparable(number.Kind, "10")), AttributeFilterText.Parse(number, "-5..10.0"));
        Assert.Equal(new AttributeBounds(null, AttributeText.Comparable(number.Kind, "10")), AttributeFilterText.Parse(number, "..10"));
        Assert.Equal(new AttributeBounds("berlin", "berlin"), AttributeFilterText.Parse(text, "BERLIN"));
        Assert.Equal(new AttributeBounds(null, null), AttributeFilterText.Parse(text, "*"));
    }

    [Theory]
    [InlineData(AttributeKind.Number, "abc")]
    [InlineData(AttributeKind.Number, "1..x")]
    [InlineData(AttributeKind.Number, "..")]
    [InlineData(AttributeKind.Date, "yesterday")]
    [InlineData(AttributeKind.Choice, "gone")]
    [InlineData(AttributeKind.Text, " ")]
    public void What_makes_no_sense_is_left_out(AttributeKind kind, string text) => Assert.Null(AttributeFilterText.Parse(AttributeTextTests.Field(kind), text));

    [Theory]
    [InlineData("4711")]
    [InlineData("*")]
    [InlineData("=x")]
    [InlineData("a..b")]
    public void A_text_comes_back_as_it_was_typed(string typed)
    {
        var field = AttributeTextTests.Field(AttributeKind.Text);

        var bounds = AttributeFilterText.Parse(field, AttributeFilterText.Exactly(field, typed));

        Assert.Equal(new AttributeBounds(typed, typed), bounds);
    }

    [Fact]
    public void A_range_with_open_ends_comes_back()
    {
        Assert.Equal("1..", AttributeFilterText.Between("1", " "));
        Assert.Equal("..2", AttributeFilterText.Between(null, "2"));
        Assert.Equal("1", AttributeFilterText.Between("1", "1"));
        Assert.Null(AttributeFilterText.Between("", null));
    }
}
