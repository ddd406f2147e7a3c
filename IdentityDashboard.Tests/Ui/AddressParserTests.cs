using IdentityDashboard.Ui;
using Xunit;

namespace IdentityDashboard.Tests.Ui;

public sealed class AddressParserTests
{
    [Fact]
    public void U31_Fifty_addresses_with_mixed_separators_become_chips()
    {
        string[] separators = [", ", ";", " ", "\n", "\r\n", "\t", " ; "];
        var text = string.Concat(Enumerable.Range(0, 50).Select(i => $"p{i}@example.com{separators[i % separators.Length]}"));

        var chips = AddressParser.Parse(text);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"p{i}@example.com"), chips.Select(chip => chip.Address));
    }

    [Theory]
    [InlineData("Pat Lee <pat@example.com>", "Pat Lee", "pat@example.com")]
    [InlineData("\"Lee, Pat\" <pat@example.com>", "Lee, Pat", "pat@example.com")]
    [InlineData("Lee, Pat <pat@example.com>", "Lee, Pat", "pat@example.com")]
    [InlineData("<pat@example.com>", null, "pat@example.com")]
    [InlineData("mailto:pat@example.com.", null, "pat@example.com")]
    public void A_name_beside_the_address_is_kept(string text, string? name, string address)
        => Assert.Equal(new AddressChip(address, name), Assert.Single(AddressParser.Parse(text)));

    [Fact]
    public void The_same_address_counts_once_and_takes_the_name_it_gets()
    {
        var chips = AddressParser.Parse("PAT@example.com, zoe@example.com, Pat Lee <pat@example.com>");

        Assert.Equal([new AddressChip("pat@example.com", "Pat Lee"), new AddressChip("zoe@example.com")], chips);
    }

    [Fact]
    public void U32_What_is_no_address_becomes_an_entry_of_its_own()
        => Assert.Equal(["pat@example.com", "not-an-email", "bob@example.com"], AddressParser.Parse("pat@example.com, not-an-email, Bob <bob@example.com>").Select(chip => chip.Address));

    [Theory]
    [InlineData("pat@example.co", "")]
    [InlineData("Pat Lee <pat@example.com", "")]
    [InlineData("pat@example.com ", "pat@example.com ")]
    [InlineData("pat@example.com,zo", "pat@example.com,")]
    [InlineData("\"Lee, Pa", "")]
    public void Typing_completes_an_entry_only_at_its_end(string typed, string complete)
        => Assert.Equal(complete, AddressParser.SplitTyped(typed).Complete);

    [Fact]
    public void U31_A_thousand_addresses_are_read()
    {
        var text = string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"\"Person, Number {i}\" <p{i}@example.com>"));

        var chips = AddressParser.Parse(text);

        Assert.Equal(1000, chips.Count);
    }
}
