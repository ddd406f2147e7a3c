using Bunit;
using IdentityDashboard.Ui;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Blazor;
using Xunit;

namespace IdentityDashboard.Tests.Ui;

public sealed class DialogFrameTests
{
    [Fact]
    public async Task U10_A_double_click_submits_once()
    {
        await using var context = UiContext.Create();
        var saving = new TaskCompletionSource();
        var submits = 0;
        var frame = context.Render<DialogFrame>(p => p.Add(c => c.Title, "Invite").Add(c => c.OnSubmit, () =>
        {
            submits++;
            return saving.Task;
        }));

        var first = frame.Find(".btn-primary").ClickAsync();
        var second = frame.Find(".btn-primary").ClickAsync();
        Assert.Equal("true", frame.Find(".btn-primary").GetAttribute("aria-busy"));
        saving.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, submits);
        Assert.False(frame.Find(".btn-primary").HasAttribute("aria-busy"));
    }

    [Fact]
    public async Task R12_A_database_that_does_not_answer_leaves_the_dialog_open_with_a_sentence()
    {
        await using var context = UiContext.Create();
        var answers = false;
        var frame = context.Render<DialogFrame>(p => p.Add(c => c.Title, "Invite").Add(c => c.OnSubmit, () => answers ? Task.CompletedTask : throw new TimeoutException()));

        await frame.Find(".btn-primary").ClickAsync();
        var said = frame.Find("[role=alert]").TextContent;
        answers = true;
        await frame.Find(".btn-primary").ClickAsync();

        Assert.Contains("The database doesn’t answer.", said, StringComparison.Ordinal);
        Assert.Empty(frame.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task U47_Closing_with_typed_input_asks_first()
    {
        await using var context = UiContext.Create();
        var host = context.Render<RadzenDialog>();
        var dialogs = context.Services.GetRequiredService<Dialogs>();
        var answer = dialogs.ShowAsync<DialogFrame, string>("Invite", new Dictionary<string, object?> { ["Title"] = "Invite", ["IsDirty"] = true });

        host.WaitForElement("[aria-label=Close]").Click();
        host.WaitForAssertion(() => Assert.Equal("Discard what you typed?", host.FindAll("h2")[^1].TextContent));
        Assert.False(answer.IsCompleted);
        host.FindAll(".btn-danger")[^1].Click();

        Assert.Null(await answer.WaitAsync(TimeSpan.FromSeconds(5)));
        host.WaitForAssertion(() => Assert.Empty(host.FindAll(".dlg")));
    }

    [Fact]
    public async Task U69_A_dangerous_dialog_names_its_consequences()
    {
        await using var context = UiContext.Create();
        var host = context.Render<RadzenDialog>();
        var dialogs = context.Services.GetRequiredService<Dialogs>();

        var answer = dialogs.ConfirmAsync("Suspend Pat Lee", "Pat can’t sign in.", ["2 sessions end now."], "Suspend", danger: true);

        Assert.Equal("2 sessions end now.", host.WaitForElement(".cons li").TextContent);
        host.Find(".btn-danger").Click();
        Assert.True(await answer.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Another_filter_leaves_a_dialog_open_and_another_page_closes_it()
    {
        await using var context = UiContext.Create();
        var host = context.Render<RadzenDialog>();
        var dialogs = context.Services.GetRequiredService<Dialogs>();
        var navigation = context.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>();
        var answer = dialogs.ShowAsync<DialogFrame, string>("Invite", new Dictionary<string, object?> { ["Title"] = "Invite" });
        host.WaitForElement(".dlg");

        navigation.NavigateTo("?q=pat");
        Assert.Single(host.FindAll(".dlg"));
        navigation.NavigateTo("/audit");

        host.WaitForAssertion(() => Assert.Empty(host.FindAll(".dlg")));
        Assert.Null(await answer);
    }
}
