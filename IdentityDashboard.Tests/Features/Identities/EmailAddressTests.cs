using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("user+tag@domain.com")]
    [InlineData("a@b.co")]
    [InlineData("first.last@sub.domain.museum")]
    [InlineData("o'brien@example.com")]
    [InlineData("x_y-z=1@example-host.org")]
    [InlineData("pat@example.photography")]
    public void S95_S96_Addresses_of_the_standard_are_accepted(string typed)
    {
        Assert.True(EmailAddress.TryParse(typed, out var address, out var problem), problem);
        Assert.Equal(typed, address.Display);
    }

    [Theory]
    [InlineData("user@localhost")]
    [InlineData("user@domain")]
    [InlineData("user@domain.")]
    [InlineData("user@domain.c")]
    [InlineData("user@127.0.0.1")]
    public void S97_A_domain_without_an_ending_is_refused(string typed) => Assert.False(EmailAddress.TryParse(typed, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("pat")]
    [InlineData("@example.com")]
    [InlineData("pat@")]
    [InlineData("pat@@example.com")]
    [InlineData("pat lee@example.com")]
    [InlineData("pat@exam ple.com")]
    [InlineData(".pat@example.com")]
    [InlineData("pat.@example.com")]
    [InlineData("pat..lee@example.com")]
    [InlineData("pat@-example.com")]
    [InlineData("pat@example-.com")]
    [InlineData("pat@example..com")]
    [InlineData("pat@example.com\r\nBcc: eve@example.com")]
    [InlineData("<pat@example.com>")]
    [InlineData("pat,lee@example.com")]
    public void S83_What_is_no_address_is_refused_with_a_sentence(string typed)
    {
        Assert.False(EmailAddress.TryParse(typed, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void S83_Lengths_end_at_64_before_the_at_and_254_in_all()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 62), 3)) + ".com";

        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@example.com", out _, out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 65)}@example.com", out _, out _));
        Assert.True(EmailAddress.TryParse($"{new string('a', 254 - domain.Length - 1)}@{domain}", out _, out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 254 - domain.Length)}@{domain}", out _, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 100_000), out _, out _));
    }

    [Theory]
    [InlineData(" Pat@Example.COM ", "pat@example.com")]
    [InlineData("pat\uFF20example.com", "pat@example.com")]
    [InlineData("pat@b\u00FCcher.example", "pat@xn--bcher-kva.example")]
    [InlineData("pat@bu\u0308cher.example", "pat@xn--bcher-kva.example")]
    [InlineData("pat@xn--bcher-kva.example", "pat@xn--bcher-kva.example")]
    [InlineData("\uFF50\uFF41\uFF54@example.com", "pat@example.com")]
    public void A32_Spellings_of_one_address_have_one_normal_form(string typed, string normalized)
    {
        Assert.True(EmailAddress.TryParse(typed, out var address, out var problem), problem);
        Assert.Equal(normalized, address.Normalized);
    }

    [Theory]
    [InlineData("m\u0131ke@example.com")]
    [InlineData("pa\u200Bt@example.com")]
    [InlineData("pat@exam\u200Bple.com")]
    [InlineData("\u202Epat@example.com")]
    [InlineData("jos\u00E9@example.com")]
    [InlineData("p\u0430t@example.com")]
    [InlineData("pat@example.com\0")]
    public void A32_Look_alikes_before_the_at_are_refused(string typed) => Assert.False(EmailAddress.TryParse(typed, out _, out _));
}
