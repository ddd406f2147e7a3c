using Bunit;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Import.Wizard;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.Import.Wizard;

public sealed class StartPageTests
{
    [Fact]
    public async Task The_mode_is_chosen_first_and_stands_in_the_address()
    {
        await using var page = await OpenAsync();
        var shown = Show(page, "/access/import");

        await ClickAsync(shown, "Next");
        Assert.Contains("Choose what should happen.", shown.Text(), StringComparison.Ordinal);
        await shown.InvokeAsync(() => shown.Find("input[value=create]").ChangeAsync(true));
        Assert.DoesNotContain("Choose what should happen.", shown.Text(), StringComparison.Ordinal);
        await ClickAsync(shown, "Next");

        Assert.EndsWith("/access/import?mode=create", page.Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/access/import?mode=directory")]
    [InlineData("/tenant/import?mode=create")]
    [InlineData("/access/import?mode=nonsense")]
    public async Task A_mode_of_the_other_page_is_asked_for_again(string address)
    {
        await using var page = await OpenAsync();
        var shown = Show(page, address);

        Assert.Contains("What should happen?", shown.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people.xlsx", 2_000, "“people.xlsx” is a workbook. Save it as CSV")]
    [InlineData("people.csv", 0, "There is nothing in it.")]
    [InlineData("people.csv", 4_000_000, "“people.csv” is larger than 3 MB.")]
    public async Task A_file_that_can_not_be_read_is_refused_before_it_is_sent(string name, long bytes, string sentence)
    {
        await using var page = await OpenAsync();
        var shown = Show(page, "/access/import?mode=invite");
        var step = shown.FindComponent<UploadStep>();

        Assert.False(await step.InvokeAsync(() => step.Instance.BeginFromScript(name, bytes)));

        Assert.Contains(sentence, shown.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_of_the_file_is_shown_and_a_refusal_leaves_the_form()
    {
        await using var page = await OpenAsync();
        var shown = Show(page, "/access/import?mode=invite");
        var step = shown.FindComponent<UploadStep>();

        Assert.True(await step.InvokeAsync(() => step.Instance.BeginFromScript("people.csv", 2_500_000)));
        await step.InvokeAsync(() => step.Instance.ProgressFromScript(42));
        Assert.Equal("42", shown.Find("progress").GetAttribute("value"));
        Assert.Contains("2.4 MB", shown.Text(), StringComparison.Ordinal);
        await step.InvokeAsync(() => step.Instance.ProgressFromScript(100));
        Assert.Contains("Reading the file…", shown.Text(), StringComparison.Ordinal);
        await step.InvokeAsync(() => step.Instance.EndFromScript(403, """{ "detail": "You may not import people here." }"""));
        Assert.Contains("You may not import people here.", shown.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await step.InvokeAsync(() => step.Instance.BeginFromScript("people.csv", 2_500_000));
        await step.InvokeAsync(() => step.Instance.EndFromScript(0, ""));
        Assert.Contains("The upload broke off.", shown.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll("progress"));
    }

    [Fact]
    public async Task A_file_that_arrived_opens_its_import()
    {
        await using var page = await OpenAsync();
        var shown = Show(page, "/tenant/import?mode=directory");
        var id = Guid.NewGuid();

        await shown.InvokeAsync(() => shown.FindComponent<UploadStep>().Instance.EndFromScript(201, $$"""{ "id": "{{id}}" }"""));

        Assert.EndsWith($"/tenant/import/{id}", page.Navigation.Uri, StringComparison.Ordinal);
    }

    private static async Task<PageContext> OpenAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var page = await PageContext.Async(app, await app.AccountAsync());
        page.Bunit.Services.AddScoped<ImportScript>();
        page.Bunit.Services.AddSingleton(Options.Create(new ImportOptions { MaxFileMegabytes = 3 }));
        return page;
    }

    private static IRenderedComponent<StartPage> Show(PageContext page, string address)
    {
        page.Navigation.NavigateTo(address);
        return page.Bunit.Render<StartPage>();
    }

    private static Task ClickAsync(IRenderedComponent<StartPage> shown, string button) => shown.InvokeAsync(() => shown.Button(button).ClickAsync(new MouseEventArgs()));
}
