using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;

namespace IdentityDashboard.Tests.Features.Credentials.Policy;

public sealed class PasswordPolicyTests
{
    private const string Listed = "This password is on the list of common ones, which are tried first. Choose another.";
    private const string Close = "This password is a common one with little changed, or a pattern; those are tried first. Choose another.";

    private static readonly PasswordPolicy Strict = PasswordPolicy.Of(
        new SecurityPolicy { PasswordMinLength = 12, RequireLower = true, RequireUpper = true, RequireDigit = true, RequireSymbol = true }, "Halden Group", "halden-group");

    [Theory]
    [InlineData("Lamp-4", "Use at least 12 characters; this has 6.")]
    [InlineData("HARBOUR-LAMP-27", "Add a lower-case letter.")]
    [InlineData("harbour-lamp-27", "Add an upper-case letter.")]
    [InlineData("Harbour-Lamp-Post", "Add a digit.")]
    [InlineData("HarbourLamp27", "Add a symbol.")]
    [InlineData("harbourlamppost", "Add an upper-case letter, a digit and a symbol.")]
    [InlineData("Åland-Överlamp-٤", null)]
    [InlineData("Harbour Lamp 27", null)]
    public void S85_S98_Each_class_of_characters_is_named_when_it_is_missing(string password, string? expected) => Assert.Equal(expected, Strict.Problem(password));

    [Theory]
    [InlineData("sunshine", Listed), InlineData("ILoveYou2", Listed), InlineData("qwertyuiop", Listed)]
    [InlineData("Sunshine2026!", Close), InlineData("!!monkey1987", Close), InlineData("p@55w0rd!", Close), InlineData("Dr4g0n-2026", Close), InlineData("$un5hine99", Close)]
    [InlineData("aaaaaaaaaaaa", Close), InlineData("abcabcabcabc", Close), InlineData("mnopqrstuv", Close), InlineData("LKJHGFDSAPO", Close), InlineData("567890123456", Close), InlineData("dragondragon", Close)]
    [InlineData("harbour-lamp-27", null), InlineData("quietriverstone", null), InlineData("correct horse battery", null), InlineData("monkey-4815162342", null), InlineData("xkq-tram-ticket", null)]
    public void A29_Common_passwords_and_what_people_make_of_them_are_refused(string password, string? expected) => Assert.Equal(expected, PasswordPolicy.Default.Problem(password));

    [Theory]
    [InlineData("Halden-Group-2026"), InlineData("h4lden-gr0up-1"), InlineData("patlee99"), InlineData("pat.lee.example"), InlineData("Lee-P4t-2026")]
    public void A29_Names_of_the_account_and_of_the_person_are_refused(string password)
    {
        var policy = PasswordPolicy.Of(new SecurityPolicy(), "Halden Group", "halden-group");

        Assert.Equal("This password is mostly a name, the email address or the organisation. Choose another.", policy.Problem(password, "pat.lee@mail.example", "Pat", "Lee"));
    }

    [Fact]
    public void A29_The_list_holds_the_ten_thousand_commonest_that_the_length_would_let_pass()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("IdentityDashboard.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Count(l => l.Length >= 8) >= 10_000);
        Assert.All(lines, l => Assert.Equal(l.Trim().ToLowerInvariant(), l));
    }

    [Fact]
    public void A28_Length_counts_code_points_and_nothing_is_cut_off()
    {
        var policy = PasswordPolicy.Of(new SecurityPolicy { PasswordMaxLength = 256 });
        var emoji = string.Concat(Enumerable.Range(0, 256).Select(i => char.ConvertFromUtf32(0x1F300 + i)));

        Assert.Null(policy.Problem(emoji));
        Assert.Equal("Use at most 256 characters; this has 257.", policy.Problem(emoji + "x"));
        Assert.Equal("Use at least 8 characters; this has 7.", policy.Problem("🦉🌊🦊🐝🌵🪁🧭"));
    }

    [Theory]
    [InlineData(8, 64, false), InlineData(23, 64, true), InlineData(24, 64, true), InlineData(64, 64, true), InlineData(256, 256, true), InlineData(60, 64, false)]
    public void U43_A_generated_password_meets_any_policy(int min, int max, bool all)
    {
        var policy = PasswordPolicy.Of(new SecurityPolicy { PasswordMinLength = min, PasswordMaxLength = max, RequireLower = all, RequireUpper = all, RequireDigit = all, RequireSymbol = all });

        var generated = Enumerable.Range(0, 50).Select(_ => policy.Generate()).ToList();

        Assert.All(generated, g => Assert.Null(policy.Problem(g)));
        Assert.Equal(50, generated.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void U42_The_list_shows_every_rule_and_which_are_met()
    {
        var rules = Strict.Check("Harbour-lamp", "pat@mail.example", "Pat", "Lee");

        Assert.Equal(
            [("length", "12 to 64 characters", true), ("lower", "A lower-case letter", true), ("upper", "An upper-case letter", true), ("digit", "A digit", false), ("symbol", "A symbol", true),
                ("common", "Not a common password", true), ("names", "Not your name, email or organisation", true)],
            rules.Select(r => (r.Key, r.Text, r.Met)));
        Assert.All(PasswordPolicy.Default.Check("", "Pat"), r => Assert.False(r.Met));
    }

    [Fact]
    public void A_password_is_too_old_from_the_day_its_days_are_over()
    {
        var now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        var policy = new SecurityPolicy { PasswordMaxAgeDays = 90 };

        Assert.True(PasswordAge.IsExpired(policy, now.AddDays(-90), now));
        Assert.False(PasswordAge.IsExpired(policy, now.AddDays(-90).AddSeconds(1), now));
        Assert.False(PasswordAge.IsExpired(new SecurityPolicy(), now.AddYears(-20), now));
    }
}
