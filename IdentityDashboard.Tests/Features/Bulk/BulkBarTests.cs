using AngleSharp.Dom;
using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>The bar below a list, the dialog behind its buttons, and the outcome.</summary>
public sealed class BulkBarTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U19_U20_The_bar_says_how_many_and_offers_everybody_who_matches(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        await using var context = await PageContext.Async(app, await app.AccountAsync());
        Guid[] page = [Guid.NewGuid(), Guid.NewGuid()];
        var asked = 0;

        IRenderedComponent<BulkBar> Show(BulkSelection selection, bool manage = true) => context.Bunit.Render<BulkBar>(p => p
            .Add(b => b.Selection, selection).Add(b => b.PageIds, page).Add(b => b.Matching, new CappedCount(214, false)).Add(b => b.EnvironmentId, Guid.NewGuid())
            .Add(b => b.MayManage, manage).Add(b => b.MayAssign, manage).Add(b => b.MayManageGroups, manage).Add(b => b.OnSelectAllMatching, () => asked++));

        var some = Show(new BulkSelection([page[0]]));
        var all = Show(new BulkSelection(page));
        var matching = Show(new BulkSelection([], new(Guid.NewGuid(), Guid.NewGuid(), new())));
        await all.FindAll("button").Single(b => b.TextContent == "Select all 214 matching").ClickAsync(new MouseEventArgs());

        Assert.Empty(Show(BulkSelection.Nobody).FindAll(".bulk"));
        Assert.Contains("1 selected", some.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("Select all", some.Text(), StringComparison.Ordinal);
        Assert.Contains("2 selected", all.Text(), StringComparison.Ordinal);
        Assert.Equal(1, asked);
        Assert.Contains("All 214 selected", matching.Text(), StringComparison.Ordinal);
        Assert.Contains("Suspend", matching.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("Suspend", Show(new BulkSelection(page), manage: false).Text(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U69_The_dialog_names_consequences_and_its_button_the_number(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var people = await app.CrowdAsync(account, 3, $"Uma{Guid.NewGuid():N}"[..8]);
        await app.SetStateAsync(people[0], PrincipalState.Suspended);
        await using var context = await PageContext.Async(app, account);
        context.Host = context.Bunit.Render<DialogHost>();
        var bar = context.Bunit.Render<BulkBar>(p => p.Add(b => b.Selection, new BulkSelection(people)).Add(b => b.EnvironmentId, account.Production.EnvironmentId).Add(b => b.MayManage, true).Add(b => b.MayAssign, true));

        var click = bar.FindAll("button").First(b => b.TextContent == "Suspend").ClickAsync(new MouseEventArgs());
        Wait(context, () => Assert.NotEmpty(Buttons(context, "Suspend 2")));
        var text = context.Host.Text();
        await context.Host.InvokeAsync(() => Buttons(context, "Suspend 2").Single().ClickAsync(new MouseEventArgs()));
        Wait(context, () => Assert.Contains("2 suspended, 1 skipped", context.Host.Text(), StringComparison.Ordinal));
        Wait(context, () => Assert.Contains("Already suspended.", context.Host.Text(), StringComparison.Ordinal));
        _ = context.Host.InvokeAsync(() => Buttons(context, "Undo").First().ClickAsync(new MouseEventArgs()));
        Wait(context, () => Assert.NotEmpty(Buttons(context, "Undo 2")));
        await context.Host.InvokeAsync(() => Buttons(context, "Undo 2").Single().ClickAsync(new MouseEventArgs()));
        Wait(context, () => Assert.Contains("2 activated", context.Host.Text(), StringComparison.Ordinal));

        Assert.Contains("3 people: 2 will be suspended, 1 skipped.", text, StringComparison.Ordinal);
        Assert.Contains("open sessions end within 5 seconds", text, StringComparison.Ordinal);
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(people[1]))!.State);
        Assert.False(click.IsFaulted);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_without_a_node_is_refused_beside_the_field(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.NodeAsync(account, account.Production, "Retail");
        await using var context = await PageContext.Async(app, account);
        context.Host = context.Bunit.Render<DialogHost>();
        var bar = context.Bunit.Render<BulkBar>(p => p.Add(b => b.Selection, new BulkSelection([person.Id])).Add(b => b.EnvironmentId, account.Production.EnvironmentId).Add(b => b.MayManage, true).Add(b => b.MayAssign, true));

        _ = bar.FindAll("button").First(b => b.TextContent == "Assign").ClickAsync(new MouseEventArgs());
        Wait(context, () => Assert.NotEmpty(context.Host.FindAll("#role option:nth-child(2)")));
        Wait(context, () => Assert.NotEmpty(context.Host.FindAll("#node option")));
        var grantee = context.Host.FindAll("#role option").Single(o => o.TextContent == BuiltInRoles.Grantee).GetAttribute("value");
        await context.Host.InvokeAsync(() => context.Host.Find("#role").ChangeAsync(new ChangeEventArgs { Value = grantee }));
        await context.Host.InvokeAsync(() => Buttons(context, "Assign").Single().ClickAsync(new MouseEventArgs()));
        Wait(context, () => Assert.Equal(AccessErrors.NodeMissing.Message, context.Host.Find("#node-err").TextContent.Trim()));

        var root = context.Host.FindAll("#node option").First(o => o.GetAttribute("value") == account.Production.RootNodeId.ToString()).GetAttribute("value");
        await context.Host.InvokeAsync(() => context.Host.Find("#node").ChangeAsync(new ChangeEventArgs { Value = root }));
        Wait(context, () => Assert.NotEmpty(Buttons(context, "Assign 1")));
    }

    private static IEnumerable<IElement> Buttons(PageContext context, string name) => context.Host.FindAll("button").Where(b => b.TextContent.Trim() == name);

    private static void Wait(PageContext context, Action assertion) => context.Host.WaitForAssertion(assertion, TimeSpan.FromSeconds(20));
}
