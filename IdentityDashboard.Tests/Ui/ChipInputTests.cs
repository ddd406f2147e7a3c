using Bunit;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace IdentityDashboard.Tests.Ui;

public sealed class ChipInputTests
{
    [Fact]
    public async Task U31_A_paste_becomes_chips_and_the_rest_stays_typed()
    {
        await using var context = UiContext.Create();
        var input = context.Render<ChipInput>();

        input.Find("textarea").Input("Pat Lee <pat@example.com>; zoe@example.com\nmax@exam");

        Assert.Equal(["Pat Lee", "zoe@example.com"], input.FindAll(".tok .cut").Select(chip => chip.TextContent));
        Assert.Equal("max@exam", input.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task Leaving_the_field_commits_what_was_typed()
    {
        await using var context = UiContext.Create();
        IReadOnlyList<AddressChip> chips = [];
        var input = context.Render<ChipInput>(p => p.Add(c => c.ValueChanged, value => chips = value));

        input.Find("textarea").Input("pat@example.com");
        input.Find("textarea").Blur();

        Assert.Equal([new AddressChip("pat@example.com")], chips);
    }

    [Fact]
    public async Task U32_A_bad_chip_explains_itself()
    {
        await using var context = UiContext.Create();

        var input = context.Render<ChipInput>(p => p.Add(c => c.Value, [new AddressChip("nope")]).Add(c => c.StateOf, _ => new ChipState(ChipKind.Bad, "Has no @.")));

        Assert.Equal("Has no @.", input.Find(".tok-bad").GetAttribute("title"));
    }

    [Fact]
    public async Task Backspace_removes_the_last_chip()
    {
        await using var context = UiContext.Create();
        var input = context.Render<ChipInput>(p => p.Add(c => c.Value, [new AddressChip("a@example.com"), new AddressChip("b@example.com")]));

        input.Find("textarea").KeyDown(new KeyboardEventArgs { Key = "Backspace" });

        Assert.Equal("a@example.com", Assert.Single(input.FindAll(".tok .cut")).TextContent);
    }

    [Fact]
    public async Task Many_chips_fold_until_asked_for()
    {
        await using var context = UiContext.Create();
        var input = context.Render<ChipInput>(p => p.Add(c => c.Value, [.. Enumerable.Range(0, 50).Select(i => new AddressChip($"p{i}@example.com"))]));

        Assert.Equal("+ 10 more", input.Find(".tok-more").TextContent.Trim());
        input.Find(".tok-more button").Click();

        Assert.Equal(50, input.FindAll(".tok .cut").Count);
    }
}
