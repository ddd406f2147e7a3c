using IdentityDashboard.Ui;

namespace IdentityDashboard.Tests.Ui;

public sealed class LocalZoneTests
{
    private static readonly LocalZone Berlin = LocalZone.Of("Europe/Berlin");

    [Theory, InlineData("2026-11-27T17:00", "2026-11-27T16:00:00Z"), InlineData("2026-07-03T17:00", "2026-07-03T15:00:00Z"), InlineData("2026-10-25T02:30", "2026-10-25T01:30:00Z")]
    public void What_is_typed_is_the_time_of_whoever_types_it(string typed, string utc)
    {
        var (at, problem) = Berlin.Read(typed);

        Assert.Null(problem);
        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), at);
        Assert.Equal(typed, Berlin.Write(at));
    }

    [Theory, InlineData("2026-03-29T02:30"), InlineData("Friday"), InlineData("2026-13-01T10:00")]
    public void An_hour_the_clocks_leave_out_or_no_time_at_all_is_refused(string typed)
    {
        var (at, problem) = Berlin.Read(typed);

        Assert.Null(at);
        Assert.NotNull(problem);
    }

    [Fact]
    public void Nothing_typed_is_no_time()
    {
        Assert.Equal((null, null), Berlin.Read(" "));
        Assert.Null(Berlin.Write(null));
    }

    [Fact]
    public void The_zone_is_named_and_one_that_isnt_known_is_UTC()
    {
        var at = new DateTimeOffset(2026, 11, 27, 16, 0, 0, TimeSpan.Zero);

        Assert.Equal(("Europe/Berlin", "Friday 27 November 2026, 17:00"), (Berlin.Name, Berlin.Text(at)));
        Assert.Equal(("27 Nov, 17:00", "27 Nov 2026, 17:00"), (Berlin.Short(at, at), Berlin.Short(at, at.AddYears(1))));
        Assert.Equal(("UTC", "UTC", "UTC"), (LocalZone.Of(null).Name, LocalZone.Of("Mars/Olympus").Name, LocalZone.Of("../../etc/passwd").Name));
    }
}
