using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Anita Singh", "Anita", "Singh")]
    [InlineData("  Anita   Maria Singh ", "Anita", "Maria Singh")]
    [InlineData("Anita", "Anita", "")]
    [InlineData("", "", "")]
    public void S84_A_full_name_splits_into_given_and_family_name(string typed, string first, string last) =>
        Assert.Equal((first, last), PersonName.Split(typed));

    [Fact]
    public void S84_Names_are_composed_and_hold_no_control_characters()
    {
        Assert.Equal("Jos\u00E9 B", PersonName.Clean(" Jose\u0301\r\n\tB "));
        Assert.Equal("A B", PersonName.Clean("A\u0000B"));
    }

    [Fact]
    public void S84_A_name_can_have_100_characters()
    {
        Assert.Null(PersonName.Problem(new string('x', 100), "A first name"));
        Assert.Equal("A first name can have 100 characters; this has 101.", PersonName.Problem(new string('x', 101), "A first name"));
    }

    [Fact]
    public void Nobody_without_a_name_sorts_before_everybody()
    {
        Assert.Equal("anita singh", PersonName.SortKey("Anita", "Singh", "a@b.example"));
        Assert.Equal("a@b.example", PersonName.SortKey("", "", "a@b.example"));
    }
}
