using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Tests.Ui;

public sealed class EditMergeTests
{
    [Fact]
    public void What_only_one_side_changed_is_merged_and_only_real_clashes_are_asked()
    {
        var start = Record(("first", "Pat"), ("last", "Lee"), ("phone", null), ("note", "a"), ("floor", "1"));
        var mine = Record(("first", "Patricia"), ("last", "Lee"), ("phone", ""), ("note", "b"), ("floor", "2"));
        var theirs = Record(("first", "Patrick"), ("last", "Moss"), ("phone", null), ("note", "b"), ("floor", "1"));

        var merge = ThreeWay.Merge(start, mine, theirs);

        Assert.Equal(["last"], merge.Taken);
        Assert.Equal([new FieldClash("first", "Patricia", "Patrick")], merge.Clashes);
        Assert.Equal(["Patricia", "Moss", "", "b", "2"], new[] { "first", "last", "phone", "note", "floor" }.Select(f => merge.Values[f]));
    }

    [Fact]
    public void A_field_that_appears_on_one_side_counts_as_changed_by_it()
    {
        var merge = ThreeWay.Merge(Record(), Record(), Record(("floor", "3")));

        Assert.Equal("3", merge.Values["floor"]);
        Assert.Equal(["floor"], merge.Taken);
    }

    [Fact]
    public void An_open_choice_stays_open_when_the_record_changes_again_elsewhere()
    {
        var edit = new EditMerge(Record(("first", "Pat"), ("last", "Lee")));
        var mine = Record(("first", "Patricia"), ("last", "Lee"));
        mine = new(edit.Meet(mine, Record(("first", "Patrick"), ("last", "Lee")), Words), StringComparer.Ordinal);

        mine = new(edit.Meet(mine, Record(("first", "Patrick"), ("last", "Moss")), Words), StringComparer.Ordinal);

        Assert.False(edit.IsSettled);
        Assert.Equal(["Label of first"], edit.Conflicts.Select(c => c.Label));
        Assert.Equal(["Label of last"], edit.Taken.Select(c => c.Label));
        Assert.Equal(("Patricia", "Moss"), (mine["first"], mine["last"]));
    }

    [Fact]
    public void Choosing_goes_to_and_fro_without_losing_what_was_typed()
    {
        var edit = new EditMerge(Record(("first", "Pat")));
        edit.Meet(Record(("first", "Patricia")), Record(("first", "Patrick")), Words);

        Assert.Equal("Patrick", edit.Choose("first", takeTheirs: true, "Patricia"));
        Assert.True(edit.IsSettled);
        Assert.False(edit.IsDirty(Record(("first", "Patrick"))));
        Assert.Equal("Patricia", edit.Choose("first", takeTheirs: false, "Patrick"));
        Assert.Equal("Pats", edit.Choose("first", takeTheirs: false, "Pats"));
        Assert.Equal("Patrick", edit.Choose("first", takeTheirs: true, "Pats"));
        Assert.Equal("Pats", edit.Choose("first", takeTheirs: false, "Patrick"));
    }

    [Fact]
    public void A_third_save_after_the_choice_is_asked_about_again()
    {
        var edit = new EditMerge(Record(("first", "Pat")));
        edit.Meet(Record(("first", "Patricia")), Record(("first", "Patrick")), Words);
        edit.Choose("first", takeTheirs: false, "Patricia");

        edit.Meet(Record(("first", "Patricia")), Record(("first", "Paddy")), Words);

        Assert.False(edit.IsSettled);
        Assert.Equal("shown Paddy", edit.Conflicts.Single().Theirs);
    }

    private static FieldWords Words(string field) => new($"Label of {field}", value => $"shown {value}");

    private static Dictionary<string, string?> Record(params (string Field, string? Value)[] fields) => fields.ToDictionary(f => f.Field, f => f.Value, StringComparer.Ordinal);
}
