using IdentityDashboard.Features.Directory;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class RowSelectionTests
{
    private static readonly Guid[] Page = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];
    private static readonly Guid[] Next = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
    private readonly RowSelection selection = new();

    [Fact]
    public void U21_Shift_takes_all_between_in_both_directions_and_also_unticks()
    {
        selection.Pick(Page, Page[4], on: true, range: false);
        selection.Pick(Page, Page[2], on: true, range: true);
        Assert.Equal(Page[2..5], Page.Where(selection.Has));

        selection.Pick(Page, Page[3], on: false, range: true);

        Assert.Equal([Page[4]], Page.Where(selection.Has));
    }

    [Fact]
    public void U21_Shift_with_a_row_of_another_page_before_takes_only_the_one()
    {
        selection.Pick(Page, Page[0], on: true, range: false);
        selection.Pick(Next, Next[2], on: true, range: true);

        Assert.Equal(2, selection.Ids.Count);
    }

    [Fact]
    public void U19_U20_A_page_is_all_some_or_none_and_others_stay_ticked()
    {
        Assert.False(selection.Of(Page));
        selection.Pick(Page, Page[0], on: true, range: false);
        Assert.Null(selection.Of(Page));
        selection.PickPage(Page, on: true);
        selection.PickPage(Next, on: true);
        Assert.True(selection.Of(Page));
        selection.PickPage(Page, on: false);

        Assert.Equal(3, selection.Ids.Count);
    }

    [Fact]
    public void U19_All_matching_covers_every_page_until_one_is_unticked()
    {
        selection.PickAllMatching();
        Assert.True(selection.Of(Next));
        Assert.Empty(selection.Ids);

        selection.Pick(Page, Page[1], on: false, range: false);

        Assert.False(selection.AllMatching);
        Assert.Equal(Page.Length - 1, selection.Ids.Count);
        selection.PickAllMatching();
        selection.PickPage(Page, on: false);
        Assert.True(selection.IsEmpty);
    }
}
