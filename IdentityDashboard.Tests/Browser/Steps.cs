using IdentityDashboard.Features.Workspace.FirstRun;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

/// <summary>What an administrator does in the browser, in the words of the screen.</summary>
internal static class Steps
{
    public const string Password = TestAccount.Password;

    public static ILocator OpenDialog(this IPage page, string name) => page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Button(this ILocator place, string name) => place.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Field(this ILocator place, string label) => place.GetByLabel(label, new() { Exact = true });

    public static ILocator Field(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    /// <summary>The first run, with the token from the log; ends on Overview.</summary>
    public static async Task SetUpAsync(this IPage page, TestApp app, string email = "nora@halden.example")
    {
        var token = await app.Service<FirstRunService>().TokenAsync(CancellationToken.None);
        await page.GotoAsync("/");
        await page.Field("Setup token").FillAsync(token!);
        await page.Field("Account name").FillAsync("Halden Group");
        await page.Field("Email").FillAsync(email);
        await page.Field("First name").FillAsync("Nora");
        await page.Field("Last name").FillAsync("Lindqvist");
        await page.Field("Password").FillAsync(Password);
        await page.Button("Create account").ClickAsync();
        await page.Heading("Overview").WaitForAsync();
    }

    public static async Task SignInAsync(this IPage page, string email, string password = Password, string path = "/sign-in")
    {
        await page.GotoAsync(path);
        await page.Field("Email").FillAsync(email);
        await page.Button("Continue").ClickAsync();
        await page.Field("Password").FillAsync(password);
        await page.Button("Sign in").ClickAsync();
    }

    public static async Task OpenIdentitiesAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Identities" }).First.ClickAsync();
        await page.Heading("Identities").WaitForAsync();
    }

    public static async Task InviteAsync(this IPage page, string email)
    {
        await page.Button("Invite").ClickAsync();
        var dialog = page.OpenDialog("Invite");
        await dialog.Field("Email addresses").FillAsync(email);
        await dialog.Button("Invite").ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    public static async Task InviteAndAssignAsync(this IPage page, string email, string first, string last, string role)
    {
        await page.Button("Invite & Assign").ClickAsync();
        var dialog = page.OpenDialog("Invite & Assign");
        await dialog.Field("Email").FillAsync(email);
        await dialog.Field("First name").FillAsync(first);
        await dialog.Field("Last name").FillAsync(last);
        await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new(role) }).CheckAsync();
        await dialog.Button("Send invite").ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    public static async Task CreateIdentityAsync(this IPage page, string email, string first, string last)
    {
        await page.Button("Create Identity").ClickAsync();
        var dialog = page.OpenDialog("Create Identity");
        await dialog.Field("Email").FillAsync(email);
        await dialog.Field("First name").FillAsync(first);
        await dialog.Field("Last name").FillAsync(last);
        await dialog.Button("Create Identity").ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    /// <summary>The accept link of the newest mail to somebody, read where a newcomer reads it.</summary>
    public static async Task<string> AcceptLinkFromDevMailAsync(this IPage page, string to)
    {
        await page.GotoAsync("/dev/mail");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Mails" }).GetByRole(AriaRole.Link).Filter(new() { HasText = to }).First.ClickAsync();
        await page.GetByText($"To {to}").WaitForAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Open link" });
        return (await link.GetAttributeAsync("href"))!;
    }

    public static async Task AcceptAsync(this IPage page, string link, string? first = null, string? last = null, string password = "tram-ticket-91")
    {
        await page.GotoAsync(link);
        if (first is not null) await page.Field("First name").FillAsync(first);
        if (last is not null) await page.Field("Last name").FillAsync(last);
        await page.Field("Password").FillAsync(password);
        await page.Field("Confirm password").FillAsync(password);
        await page.Button("Accept invitation").ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("accept", StringComparison.Ordinal));
    }
}
