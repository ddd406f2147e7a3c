using IdentityDashboard.Features.Directory;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class HeldPageTests
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 9).Select(n => new Guid(n, 0, 0, new byte[8]))];

    [Fact]
    public void Nothing_moves_while_it_is_held_and_values_change_in_place()
    {
        var held = Showing("1a 2a 3a");

        held.Offer(Page("9x 3b 1b 2a"), hold: true);

        Assert.Equal("1b 2a 3b", Text(held.Shown));
        Assert.Equal(2, held.Changes);
        Assert.Empty(held.Gone);
        Assert.True(held.Release());
        Assert.Equal("9x 3b 1b 2a", Text(held.Shown));
        Assert.Equal(0, held.Changes);
        Assert.False(held.Release());
    }

    [Fact]
    public void Who_vanished_stays_and_is_marked()
    {
        var held = Showing("1a 2a 3a");

        held.Offer(Page("1a 3a"), hold: true);

        Assert.Equal("1a 2a 3a", Text(held.Shown));
        Assert.Equal([Ids[1]], held.Gone);
        Assert.Equal(1, held.Changes);
    }

    [Fact]
    public void Who_comes_in_on_a_full_page_is_one_change()
    {
        var held = Showing("1a 2a 3a");

        held.Offer(Page("9x 1a 2a"), hold: true);

        Assert.Equal(1, held.Changes);
    }

    [Fact]
    public void Only_new_values_need_no_waiting_and_a_later_page_replaces_an_earlier_one()
    {
        var held = Showing("1a 2a");
        held.Offer(Page("2a"), hold: true);

        held.Offer(Page("1c 2c"), hold: true);

        Assert.Equal("1c 2c", Text(held.Shown));
        Assert.Equal(0, held.Changes);
        Assert.Empty(held.Gone);
        Assert.False(held.Release());
    }

    [Fact]
    public void Free_rows_change_at_once_and_so_does_what_was_asked_for()
    {
        var held = Showing("1a 2a");

        held.Offer(Page("2b"), hold: false);
        Assert.Equal("2b", Text(held.Shown));
        held.Offer(Page("3a"), hold: true);
        held.Show(Page("4a"));

        Assert.Equal("4a", Text(held.Shown));
        Assert.False(held.Release());
    }

    [Fact]
    public void What_somebody_asked_for_is_shown_though_a_refresh_brings_it_and_the_rows_are_held()
    {
        var held = new HeldPage<Row>(r => r.Id);
        held.Show(Page("1a 2a 3a"), "everybody");

        held.Offer(Page("2a"), hold: true, "suspended");

        Assert.Equal("2a", Text(held.Shown));
        Assert.Equal(0, held.Changes);
        held.Offer(Page("2a 3a"), hold: true, "suspended");
        Assert.Equal(("2a", 1), (Text(held.Shown), held.Changes));
    }

    private static HeldPage<Row> Showing(string rows)
    {
        var held = new HeldPage<Row>(r => r.Id);
        held.Show(Page(rows));
        return held;
    }

    private static Page<Row> Page(string rows) => new([.. rows.Split(' ').Select(r => new Row(Ids[r[0] - '1'], r))], null, null);

    private static string Text(Page<Row>? page) => string.Join(' ', page!.Items.Select(r => r.Text));

    private sealed record Row(Guid Id, string Text);
}
