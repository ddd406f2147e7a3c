using AngleSharp.Dom;
using Bunit;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Ui;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Blazor;

namespace IdentityDashboard.Tests.Support;

/// <summary>
/// An administrator in front of an open dialog: the real dialogs over the real services and a real database; only the
/// browser is missing. Fields are found by the names people see.
/// </summary>
internal sealed class DialogDesk : IAsyncDisposable
{
    private readonly BunitContext context;
    private readonly IRenderedComponent<CascadingValue<WorkspaceContext>> screen;

    private readonly bool ownsApp;

    private DialogDesk(TestApp app, TestAccount account, Actor actor, WorkspaceView view, bool ownsApp = false)
    {
        (App, Account, this.ownsApp) = (app, account, ownsApp);
        Workspace = new WorkspaceContext(actor, view, _ => Task.CompletedTask, () => Task.CompletedTask);
        context = UiContext.Create();
        context.Services.AddFallbackServiceProvider(new OurServices(app.Services));
        screen = context.Render<CascadingValue<WorkspaceContext>>(p => p.Add(c => c.Value, Workspace).AddChildContent<RadzenDialog>().AddChildContent<ToastOutlet>());
        Dialogs = new DirectoryDialogs(context.Services.GetRequiredService<Dialogs>(), context.Services.GetRequiredService<ToastService>());
    }

    public TestApp App { get; }

    public TestAccount Account { get; }

    public WorkspaceContext Workspace { get; }

    public DirectoryDialogs Dialogs { get; }

    public WorkspaceChoice Environment => Workspace.Active;

    /// <summary>What the last opened dialog comes to.</summary>
    public Task<DirectoryOutcome> Outcome { get; private set; } = Task.FromResult(DirectoryOutcome.Nothing);

    public string Title => Frame.QuerySelector("h2")!.TextContent;

    public string Text => Words(Frame);

    public string Toasts => Words(screen.Find(".toasts"));

    public bool IsOpen => screen.FindAll(".dlg").Count > 0;

    private IElement Frame => screen.FindAll(".dlg")[^1];

    /// <param name="actor">Somebody else than the first administrator.</param>
    public static async Task<DialogDesk> SitDownAsync(Database database, TestAccount? account = null, Actor? actor = null)
    {
        var app = await TestApp.SharedAsync(database);
        account ??= await app.AccountAsync();
        var view = actor is null ? account.View : await app.Service<IdentityDashboard.Features.Workspace.WorkspaceService>().GetAsync(actor, CancellationToken.None);
        return new DialogDesk(app, account, actor ?? account.Admin, view);
    }

    /// <summary>With an app to itself, for work that would keep others waiting.</summary>
    public static async Task<DialogDesk> SitDownAloneAsync()
    {
        var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        return new DialogDesk(app, account, account.Admin, account.View, ownsApp: true);
    }

    public T Service<T>() where T : notnull => App.Service<T>();

    public async Task OpenAsync(string dialog, bool directory = false, string? prefill = null)
    {
        await screen.InvokeAsync(() => { Outcome = Dialogs.OpenAsync(Workspace, dialog, directory, prefill); });
        WaitFor(() => Assert.True(Outcome.IsCompleted || (IsOpen && HasLoaded(dialog, directory))));
    }

    public async Task<DirectoryOutcome> ClosedAsync()
    {
        var outcome = await Outcome.WaitAsync(TimeSpan.FromSeconds(20));
        WaitFor(() => Assert.Empty(screen.FindAll(".dlg")));
        return outcome;
    }

    public IElement Field(string label) =>
        Frame.QuerySelectorAll("label[for]").Where(l => l.TextContent.Trim() == label).Select(l => Frame.QuerySelector($"#{l.GetAttribute("for")}")).FirstOrDefault()
        ?? Frame.QuerySelectorAll("[aria-label]").FirstOrDefault(e => e.GetAttribute("aria-label") == label)
        ?? throw new InvalidOperationException($"No field {label} in: {Text}");

    public string ValueOf(string label) => Field(label).GetAttribute("value") ?? Field(label).TextContent;

    public Task FillAsync(string label, string text) => Field(label).InputAsync(new ChangeEventArgs { Value = text });

    /// <summary>A field that does nothing when it is left is left all the same.</summary>
    public async Task LeaveAsync(string label)
    {
        try
        {
            await Field(label).BlurAsync(new FocusEventArgs());
        }
        catch (MissingEventHandlerException)
        {
            // Nothing listens.
        }
    }

    public async Task FillAndLeaveAsync(string label, string text)
    {
        await FillAsync(label, text);
        await LeaveAsync(label);
    }

    public Task ChooseAsync(string label, string option)
    {
        var chosen = Field(label).QuerySelectorAll("option").Single(o => o.TextContent.Trim() == option);
        return Field(label).ChangeAsync(new ChangeEventArgs { Value = chosen.GetAttribute("value") });
    }

    public IReadOnlyList<string> OptionsOf(string label) => [.. Field(label).QuerySelectorAll("option").Select(o => o.TextContent.Trim())];

    public Task SwitchAsync(string label, bool on) => Field(label).ChangeAsync(new ChangeEventArgs { Value = on });

    public Task TickAsync(string label) =>
        Frame.QuerySelectorAll("label").Single(l => Words(l) == label).QuerySelector("input")!.ChangeAsync(new ChangeEventArgs { Value = true });

    public Task PickCardAsync(string title) =>
        Frame.QuerySelectorAll(".pick").Single(p => p.QuerySelector("b")!.TextContent.StartsWith(title, StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new ChangeEventArgs { Value = "on" });

    public Task PickNodeAsync(string name) =>
        Frame.QuerySelectorAll("[role=treeitem]").Single(i => i.QuerySelector("span > span:not(.tw):not(.n)")!.TextContent == name).QuerySelector("span")!.ClickAsync(new MouseEventArgs());

    /// <summary>Types into a combo box and takes the offered entry.</summary>
    public async Task PickAsync(string label, string text)
    {
        await Field(label).FocusAsync(new FocusEventArgs());
        await FillAsync(label, text);
        WaitFor(() => Assert.Contains(Frame.QuerySelectorAll("[role=option]"), o => o.QuerySelector("span")?.ChildNodes[0].TextContent == text));
        await Frame.QuerySelectorAll("[role=option]").First(o => o.QuerySelector("span")?.ChildNodes[0].TextContent == text).ClickAsync(new MouseEventArgs());
    }

    public IReadOnlyList<string> Chips => [.. Frame.QuerySelectorAll(".tok .cut").Select(c => c.TextContent)];

    public IElement Chip(string text) => Frame.QuerySelectorAll(".tok").Single(c => c.QuerySelector(".cut")?.TextContent == text);

    /// <summary>Types or pastes into a field of chips; the check that follows is done when this is.</summary>
    public Task AddAddressesAsync(string text) => FillAndLeaveAsync("Email addresses", text);

    /// <summary>By what it leads to: "Open Hugo Salinas in a new tab", "Invite &amp; Assign".</summary>
    public IElement Link(string name)
    {
        WaitFor(() => Assert.NotEmpty(Named("a", name)));
        return Named("a", name).First();
    }

    public bool Has(string button) => Buttons(button).Any();

    public IElement Button(string name) => Buttons(name).FirstOrDefault() ?? throw new InvalidOperationException($"No button {name} in: {Text}");

    /// <summary>On the renderer's own turn, so that no other rendering comes between looking and pressing.</summary>
    public Task ClickAsync(string name) => screen.InvokeAsync(() => Button(name).ClickAsync(new MouseEventArgs()));

    /// <summary>Presses a button behind which a question waits; answers it.</summary>
    public async Task ClickAndAnswerAsync(string name, string answer, Action? look = null)
    {
        var open = screen.FindAll(".dlg").Count;
        var click = ClickAsync(name);
        WaitFor(() => Assert.Equal(open + 1, screen.FindAll(".dlg").Count));
        look?.Invoke();
        await ClickAsync(answer);
        await click;
    }

    /// <summary>Follows a link to a sister dialog, and answers when it asks.</summary>
    public async Task FollowAsync(string link, string? answer = null, string? title = null)
    {
        var open = screen.FindAll(".dlg").Count;
        var click = screen.InvokeAsync(() => Link(link).ClickAsync(new MouseEventArgs()));
        if (answer is not null)
        {
            WaitFor(() => Assert.Equal(open + 1, screen.FindAll(".dlg").Count));
            await ClickAsync(answer);
        }

        await click;
        if (answer is null) WaitFor(() => Assert.Equal(title ?? link, Title));
    }

    /// <summary>Presses a button that opens a further dialog, and comes back once that is there.</summary>
    public void ClickToOpen(string name, string title)
    {
        _ = ClickAsync(name);
        WaitFor(() => Assert.Equal(title, Title));
    }

    public string? ErrorOf(string label)
    {
        var field = Field(label);
        if (field.GetAttribute("aria-invalid") != "true") return null;
        return Frame.QuerySelector($"#{field.GetAttribute("aria-describedby")!.Split(' ')[0]}")!.TextContent.Trim();
    }

    public string? HelpOf(string label) =>
        Field(label).GetAttribute("aria-describedby") is { } ids ? string.Join(' ', ids.Split(' ').Select(id => Words(Frame.QuerySelector($"#{id}")!))) : null;

    public IElement? Find(string selector) => Frame.QuerySelector(selector);

    public IReadOnlyList<IElement> FindAll(string selector) => [.. Frame.QuerySelectorAll(selector)];

    public Task RunAsync(Func<Task> work) => screen.InvokeAsync(work);

    public IRenderedComponent<T> Component<T>() where T : IComponent => screen.FindComponent<T>();

    public void WaitFor(Action assertion) => screen.WaitForAssertion(assertion, TimeSpan.FromSeconds(20));

    public async Task<CreatedIdentity> PersonAsync(string email, string first = "Hugo", string last = "Salinas")
    {
        var created = await Service<IdentityService>().CreateAsync(Account.Admin, new CreateScope(Environment.ApplicationId, Environment.EnvironmentId), new NewIdentity(email, first, last), CancellationToken.None);
        return created.Value;
    }

    public async Task<GroupChoice> GroupAsync(string name) => (await Service<GroupService>().CreateAsync(Account.Admin, name, [], CancellationToken.None)).Value;

    public async Task<SentInvitation> InvitationAsync(string email) =>
        (await Service<InvitationService>().InviteAsync(Account.Admin, Environment.EnvironmentId, new NewInvitation(email), CancellationToken.None)).Value;

    /// <summary>A node below another, in the active environment.</summary>
    public async Task<Guid> NodeAsync(string name, Guid? parent = null)
    {
        var above = parent ?? Environment.RootNodeId;
        await using var db = await App.Dbs.CreateDbContextAsync();
        var node = new IdentityDashboard.Features.Access.Node { AccountId = Account.Id, EnvironmentId = Environment.EnvironmentId, ParentId = above, Name = name, Slug = name.ToLowerInvariant(), NodeType = "area" };
        db.Nodes.Add(node);
        db.NodeLineage.Add(new NodeLineage { DescendantId = node.Id, AncestorId = node.Id });
        foreach (var line in await db.NodeLineage.Where(l => l.DescendantId == above).ToListAsync())
        {
            db.NodeLineage.Add(new NodeLineage { DescendantId = node.Id, AncestorId = line.AncestorId, Distance = line.Distance + 1 });
        }

        await db.SaveChangesAsync();
        return node.Id;
    }

    /// <summary>A role of the application, without any of the dashboard's own permissions.</summary>
    public async Task<Guid> RoleAsync(string name)
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        var role = new Role { AccountId = Account.Id, EnvironmentId = Environment.EnvironmentId, Name = name, Description = $"What a {name} does." };
        db.Roles.Add(role);
        await db.SaveChangesAsync();
        return role.Id;
    }

    public async Task<T> ReadAsync<T>(Func<DashboardDbContext, Task<T>> read)
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        return await read(db);
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        if (ownsApp) await App.DisposeAsync();
    }

    private bool HasLoaded(string dialog, bool directory) =>
        (dialog != DirectoryDialogNames.Invite || Frame.QuerySelector("#link-works-for option") is not null) && HasChoices(dialog, directory);

    private bool HasChoices(string dialog, bool directory) =>
        dialog is not (DirectoryDialogNames.InviteUser or DirectoryDialogNames.InviteAssign or DirectoryDialogNames.CreateIdentity) || directory
        || (Frame.QuerySelector("#role option:nth-child(2), .pick") is not null && Frame.QuerySelector("#node option, [role=treeitem]") is not null);

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IEnumerable<IElement> Buttons(string name) => Named("button", name);

    private IEnumerable<IElement> Named(string kind, string name) => Frame.QuerySelectorAll(kind).Where(e => NameOf(e) == name);

    private string NameOf(IElement element) =>
        element.GetAttribute("aria-label") ?? Words(element.GetAttribute("aria-labelledby") is { } id ? Frame.QuerySelector($"#{id}")! : element);

    /// <summary>Only what the features bring: what belongs to rendering stays bunit's.</summary>
    private sealed class OurServices(IServiceProvider app) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.Namespace?.StartsWith("IdentityDashboard.", StringComparison.Ordinal) == true ? app.GetService(serviceType) : null;
    }
}
