using System.Globalization;
using IdentityDashboard.Ui;
using Xunit;

namespace IdentityDashboard.Tests.Ui;

public sealed class RelativeTimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 45, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T09:44:30Z", "Now")]
    [InlineData("2026-11-22T09:41:00Z", "4 min ago")]
    [InlineData("2026-11-22T07:40:00Z", "2 h ago")]
    [InlineData("2026-11-21T22:45:00Z", "11 h ago")]
    [InlineData("2026-11-21T08:00:00Z", "Yesterday")]
    [InlineData("2026-11-16T08:00:00Z", "6 d ago")]
    [InlineData("2026-11-03T08:00:00Z", "3 Nov")]
    [InlineData("2025-11-03T08:00:00Z", "3 Nov 2025")]
    [InlineData("2026-11-22T10:00:00Z", "in 15 min")]
    [InlineData("2026-11-23T23:00:00Z", "Tomorrow")]
    [InlineData("2026-11-29T09:00:00Z", "29 Nov")]
    public void U29_A_moment_is_told_in_the_fewest_words(string at, string text)
        => Assert.Equal(text, RelativeTimeText.For(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), Now));

    [Fact]
    public void U29_The_absolute_time_names_its_zone()
        => Assert.Equal("22 Nov 2026, 08:45 UTC", RelativeTimeText.Absolute(new DateTimeOffset(2026, 11, 22, 9, 45, 0, TimeSpan.FromHours(1))));
}
