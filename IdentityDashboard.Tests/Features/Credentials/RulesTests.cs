using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Tests.Features.Credentials;

public sealed class RulesTests
{
    [Theory]
    [InlineData("user+tag@domain.com", "user+tag@domain.com")]
    [InlineData("  Pat.Lee@Example.COM ", "pat.lee@example.com")]
    [InlineData("pat@münchen.de", "pat@xn--mnchen-3ya.de")]
    [InlineData("o'hara@example.co.uk", "o'hara@example.co.uk")]
    public void S83_S95_S96_Addresses_are_accepted_in_one_form(string typed, string normalized)
    {
        Assert.True(EmailAddress.TryParse(typed, out var address, out var problem), problem);
        Assert.Equal(normalized, address.Normalized);
    }

    [Theory]
    [InlineData("user@localhost"), InlineData("pat"), InlineData("@example.com"), InlineData("pat@"), InlineData("pat@@example.com"), InlineData("pat@example"), InlineData("pat@example..com")]
    [InlineData("pat@-example.com"), InlineData(".pat@example.com"), InlineData("p at@example.com"), InlineData("a@b.com,c@d.com"), InlineData("pat@exa\u200Bmple.com"), InlineData("ıpat@example.com"), InlineData("")]
    public void S83_S95_S97_Other_addresses_are_refused_with_a_reason(string typed)
    {
        Assert.False(EmailAddress.TryParse(typed, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("short1", "Use at least 8 characters; this has 6.")]
    [InlineData("password", "This password is on the list of common ones, which are tried first. Choose another.")]
    [InlineData("Halden-2026", "This password is mostly a name, the email address or the organisation. Choose another.")]
    [InlineData("patlee99", "This password is mostly a name, the email address or the organisation. Choose another.")]
    [InlineData(null, "Enter a password.")]
    public void S85_S98_A29_The_refusal_names_the_rule(string? password, string expected) =>
        Assert.Equal(expected, (PasswordPolicy.Default with { Organisation = ["Halden"] }).Problem(password, "pat.lee@halden.example", "Pat", "Lee"));

    [Fact]
    public void S36_A29_Lengths_count_characters_as_people_see_them()
    {
        Assert.Null(PasswordPolicy.Default.Problem("quietriverstone"));
        Assert.Null(PasswordPolicy.Default.Problem(string.Concat(Enumerable.Repeat("🦉🌊", 32))));
        Assert.Equal("Use at most 64 characters; this has 65.", PasswordPolicy.Default.Problem(new string('ø', 65)));
    }
}
