using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Browser;

/// <summary>People, groups and invitations for pages to show, made through the services.</summary>
internal static class Seed
{
    private static readonly (string First, string Last)[] Names =
    [
        ("Amara", "Okafor"), ("Benedikt", "Voss"), ("Chiara", "Moretti"), ("Daniel", "Anttila"), ("Esi", "Mensah"), ("Farid", "Haddad"),
        ("Grace", "Liang"), ("Hugo", "Salinas"), ("Ines", "Carvalho"), ("Jonas", "Weidmann"), ("Anita", "Singh"), ("Pat", "Lee"),
    ];

    /// <summary>A dozen people, one of them suspended, three groups and three open invitations.</summary>
    public static async Task PeopleAsync(TestApp app)
    {
        var (admin, place, role) = await AdministratorAsync(app);
        var scope = new CreateScope(place.ApplicationId, place.EnvironmentId);
        var batch = Names.Select((n, i) => new NewIdentity($"{n.First}.{n.Last}@halden.example".ToLowerInvariant(), n.First, n.Last)
        {
            RoleId = i % 3 == 0 ? role : null, NodeId = i % 3 == 0 ? place.RootNodeId : null, EmailVerified = i % 2 == 0,
        }).ToList();
        var people = await app.Service<IdentityService>().CreateAsync(admin, scope, batch, CancellationToken.None);
        await app.Service<IdentityLifecycle>().SuspendAsync(admin, people[2].Value.Id, CancellationToken.None);
        var groups = app.Service<GroupService>();
        await groups.CreateAsync(admin, "Retail leads", [people[0].Value.Id, people[1].Value.Id], CancellationToken.None);
        await groups.CreateAsync(admin, "Finance readers", [people[3].Value.Id], CancellationToken.None);
        await groups.CreateAsync(admin, "Contractors", [], CancellationToken.None);
        await app.Service<InvitationService>().InviteAsync(admin, place.EnvironmentId,
        [
            new NewInvitation("s.nakamura@halden.example"),
            new NewInvitation("ops@northpeak.example", "Northpeak", "Ops") { Note = "Welcome to the new ordering tool." },
            new NewInvitation("leila@halden.example", "Leila", "Rahimi", RoleId: role, NodeId: place.RootNodeId, ExpiresInDays: 1),
        ], CancellationToken.None);
    }

    /// <summary>A few nodes below the root of the first environment, one of them archived.</summary>
    public static async Task NodesAsync(TestApp app)
    {
        var (admin, place, _) = await AdministratorAsync(app);
        var service = app.Service<HierarchyService>();
        var regions = (await service.AddAsync(admin, place.RootNodeId, [new NewNode("APAC", "region"), new NewNode("EMEA", "region"), new NewNode("Old world", "region")], CancellationToken.None)).Value;
        await service.AddAsync(admin, regions[1], [new NewNode("Retail", "unit"), new NewNode("Wholesale", "unit")], CancellationToken.None);
        await service.ArchiveAsync(admin, regions[2], CancellationToken.None);
    }

    /// <summary>A flow everybody may request by, an archived one, and Amara's request, which waits for the administrator; needs the people.</summary>
    public static async Task FlowsAsync(TestApp app)
    {
        var (admin, place, role) = await AdministratorAsync(app);
        var flows = app.Service<FlowService>();
        var draft = new FlowDraft("Month end", true, [], [new FlowGrant(role, place.RootNodeId, Below: true)], false, [Subject.Person(admin.Id)], 168, ReasonRequired: true);
        var old = (await flows.CreateAsync(admin, place.EnvironmentId, draft with { Name = "Old desk", IsAutomatic = true }, CancellationToken.None)).Value;
        await flows.ArchiveAsync(admin, old, CancellationToken.None);
        await using var db = await app.Dbs.CreateDbContextAsync();
        var reader = new Role { AccountId = admin.AccountId, EnvironmentId = place.EnvironmentId, Name = "Reader", Description = "Reads." };
        db.Roles.Add(reader);
        await db.SaveChangesAsync();
        var flow = (await flows.CreateAsync(admin, place.EnvironmentId, draft with { Grants = [new FlowGrant(reader.Id, place.RootNodeId, Below: true)] }, CancellationToken.None)).Value;
        var amara = db.Identities.First(i => i.FirstName == "Amara");
        var asked = await app.Service<RequestService>().RequestAsync(new Actor(ActorKind.Identity, amara.Id, "Amara Okafor", admin.AccountId),
            new WantedAccess(flow, reader.Id, place.RootNodeId, 8, "Closing November"), CancellationToken.None);
        Assert.True(asked.Succeeded, asked.Error?.Message);
    }

    /// <summary>A key that works, one that expires soon and is being replaced, and one that is revoked.</summary>
    public static async Task KeysAsync(TestApp app)
    {
        var (admin, place, role) = await AdministratorAsync(app);
        var keys = app.Service<ApiKeyService>();
        foreach (var (name, days) in new[] { ("HR sync", (int?)null), ("Nightly export", 10), ("Old script", 90) })
        {
            var made = (await keys.CreateAsync(admin, place.EnvironmentId, new NewApiKey(name, role, place.RootNodeId, days), CancellationToken.None)).Value;
            if (days == 10) await keys.RollAsync(admin, made.Id, TimeSpan.FromDays(1), CancellationToken.None);
            if (days == 90) await keys.RevokeAsync(admin, made.Id, CancellationToken.None);
        }
    }

    /// <summary>An attribute of each kind; Amara has values.</summary>
    public static async Task AttributesAsync(TestApp app)
    {
        var (admin, _, _) = await AdministratorAsync(app);
        var service = app.Service<AttributeService>();
        await service.DefineAsync(admin, new AttributeDraft("Cost centre", null, "As on the invoice", AttributeKind.Text, [], IsRequired: true, IsUnique: false, IsSearchable: true), CancellationToken.None);
        await service.DefineAsync(admin, new AttributeDraft("Staff number", null, null, AttributeKind.Number, [], IsRequired: false, IsUnique: true, IsSearchable: true), CancellationToken.None);
        await service.DefineAsync(admin, new AttributeDraft("Start date", null, null, AttributeKind.Date, [], IsRequired: false, IsUnique: false, IsSearchable: false), CancellationToken.None);
        await service.DefineAsync(admin, new AttributeDraft("Contract", null, "What was signed last", AttributeKind.Choice, [new(null, "Full-time"), new(null, "Part-time")], IsRequired: false, IsUnique: false, IsSearchable: false), CancellationToken.None);
        await service.DefineAsync(admin, new AttributeDraft("Badge issued", null, null, AttributeKind.YesNo, [], IsRequired: false, IsUnique: false, IsSearchable: false), CancellationToken.None);
        await using var db = await app.Dbs.CreateDbContextAsync();
        var amara = db.Identities.First(i => i.FirstName == "Amara");
        var traits = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost_centre"] = "KST-4711", ["staff_number"] = "10042", ["start_date"] = "2026-11-02", ["contract"] = "Part-time" };
        await app.Service<IdentityProfile>().SetTraitsAsync(admin, amara.Id, traits, amara.ConcurrencyStamp!, CancellationToken.None);
    }

    public static async Task<IReadOnlyList<string>> DetailPagesAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var person = db.Identities.First(i => i.FirstName == "Amara").Id;
        return [.. new[] { "overview", "groups", "access", "security", "activity", "attributes" }.Select(tab => $"/identities/{person}?tab={tab}"), $"/groups/{db.Groups.First(g => g.Name == "Retail leads").Id}", $"/access/roles/{db.Roles.First(r => r.Name == "Grantee").Id}"];
    }

    public static async Task<string> InvitationLinkAsync(TestApp app)
    {
        var (admin, place, role) = await AdministratorAsync(app);
        var sent = await app.Service<InvitationService>().InviteAsync(admin, place.EnvironmentId,
            new NewInvitation("pat@example.com", "Pat", "Lee", RoleId: role, NodeId: place.RootNodeId) { SendEmail = false, Note = "Welcome to the new ordering tool." }, CancellationToken.None);
        return new Uri(sent.Value.AcceptUrl!).PathAndQuery;
    }

    public static async Task<(Actor Admin, WorkspaceChoice Place, Guid Role)> AdministratorAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var account = db.Accounts.Single();
        var admin = new Actor(ActorKind.Identity, account.FirstAdministratorId!.Value, "Nora Lindqvist", account.Id);
        var place = (await app.Service<WorkspaceService>().GetAsync(admin, CancellationToken.None)).Choices[0];
        return (admin, place, db.Roles.First(r => r.EnvironmentId == place.EnvironmentId && r.Name == "Grantee").Id);
    }
}
