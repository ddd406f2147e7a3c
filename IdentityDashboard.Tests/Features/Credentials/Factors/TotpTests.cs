using System.Globalization;
using System.Text;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Credentials.Factors;

/// <summary>One-time codes against the vectors of RFC 6238, appendix B.</summary>
public sealed class TotpTests
{
    private static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    public static TheoryData<long, string> Vectors => new()
    {
        { 59, "94287082" }, { 1111111109, "07081804" }, { 1111111111, "14050471" }, { 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void The_tests_codes_are_those_of_the_RFC_and_the_product_takes_them(long seconds, string expected)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(expected, Totp.Code(RfcSecret, Totp.StepAt(at), digits: 8));
        Assert.Equal(Totp.StepAt(at), TotpCodes.Match(RfcSecret, expected[2..], at, spent: 0));
    }

    [Fact]
    public void A_code_counts_one_step_early_and_one_late_and_no_more()
    {
        var now = DateTimeOffset.Parse("2026-05-04T10:00:00Z", CultureInfo.InvariantCulture);

        var taken = Enumerable.Range(-3, 7).Where(off => TotpCodes.Match(RfcSecret, Totp.Code(RfcSecret, Totp.StepAt(now) + off), now, spent: 0) is not null);

        Assert.Equal([-1, 0, 1], taken);
    }

    [Theory]
    [InlineData("123 456", "123456")]
    [InlineData(" 123456 ", "123456")]
    [InlineData("12345", null)]
    [InlineData("1234567", null)]
    [InlineData("12345a", null)]
    [InlineData("１２３４５６", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Spaces_are_left_out_and_other_things_are_no_code(string? typed, string? code) => Assert.Equal(code, TotpCodes.Read(typed));

    [Fact]
    public void The_key_on_the_page_is_the_secret()
    {
        var secret = TotpSecret.New();

        var key = TotpSecret.Grouped(secret);

        Assert.Equal(20, secret.Length);
        Assert.Equal(secret, Totp.Secret(key));
        Assert.All(key.Split(' '), group => Assert.Equal(4, group.Length));
    }

    [Fact]
    public void Recovery_codes_are_read_however_they_are_typed_and_belong_to_one_person()
    {
        var (person, other) = (Guid.NewGuid(), Guid.NewGuid());
        var code = RecoveryCodeText.New();

        var typed = code.ToUpperInvariant().Replace('0', 'O').Replace('1', 'l').Replace("-", " ", StringComparison.Ordinal);

        Assert.Matches("^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$", code);
        Assert.Equal(RecoveryCodeText.Hash(person, code), RecoveryCodeText.Hash(person, typed));
        Assert.NotEqual(RecoveryCodeText.Hash(person, code), RecoveryCodeText.Hash(other, code));
        Assert.Null(RecoveryCodeText.Hash(person, code[..^1]));
        Assert.Null(RecoveryCodeText.Hash(person, code[..^1] + "u"));
    }
}
