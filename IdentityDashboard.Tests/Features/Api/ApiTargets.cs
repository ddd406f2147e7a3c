using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>Makes, through an Admin's key, what a call is to be tried on: new for each try.</summary>
internal sealed class ApiTargets(ApiClient admin, Guid root, Guid grantee, Guid request)
{
    private readonly HashSet<string> _made = [root.ToString(), grantee.ToString(), request.ToString()];

    public Guid Root => root;

    public Guid Grantee => grantee;

    /// <summary>An access request, which no key can make.</summary>
    public Guid Request => request;

    /// <summary>The ids of all that was made, as they are written.</summary>
    public IReadOnlySet<string> Made => _made;

    public Task<Guid> PersonAsync() => MakeAsync("identities", NewPerson());

    public Task<Guid> InviteAsync() => MakeAsync("identity-invites", NewInvite());

    public Task<Guid> GroupAsync() => MakeAsync("groups", new { name = Name() });

    public Task<Guid> RoleAsync() => MakeAsync("roles", new { name = Name() });

    public Task<Guid> PermissionAsync() => MakeAsync("permissions", new { key = Key() });

    public Task<Guid> NodeAsync() => MakeAsync("nodes", new { name = Name(), parent_node_id = root });

    public async Task<Guid> AssignmentAsync() => await MakeAsync("assignments", new { role_id = grantee, node_id = root, identity_id = await PersonAsync() });

    public async Task<Guid> AuditEventAsync() => (await admin.GetAsync($"audit-events?target_id={await RoleAsync()}"))["items"][0].GetProperty("id").GetGuid();

    public async Task<Guid> MemberAsync(Guid group)
    {
        var person = await PersonAsync();
        Assert.Equal(204, (await admin.PostAsync($"groups/{group}/members", new { identity_ids = new[] { person } })).Status);
        return person;
    }

    public async Task<Guid> SuspendedAsync()
    {
        var person = await PersonAsync();
        Assert.Equal(200, (await admin.PostAsync($"identities/{person}/suspend", null)).Status);
        return person;
    }

    public async Task<Guid> DeletedAsync()
    {
        var person = await PersonAsync();
        Assert.Equal(204, (await admin.DeleteAsync($"identities/{person}")).Status);
        return person;
    }

    /// <summary>An import that has ended.</summary>
    public Task<Guid> ImportAsync() => ImportAsync("imports", "finished");

    /// <summary>One that waits to be run.</summary>
    public Task<Guid> CheckedImportAsync() => ImportAsync("imports?check_only=true", "checked");

    public static string NewFile() => $"email,first_name,last_name\r\n{AccountSetup.Email()},Pat,Lee\r\n";

    public static object NewPerson() => new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" };

    public static object NewInvite() => new { email = AccountSetup.Email(), send_email = false };

    public static string Name() => $"N {Guid.NewGuid():N}"[..20];

    public static string Key() => $"invoice.a{Guid.NewGuid():N}"[..24];

    private async Task<Guid> ImportAsync(string path, string until)
    {
        var sent = await admin.PostTextAsync(path, NewFile(), "text/csv");
        Assert.True(sent.Status == 202, $"{path}: {sent.Status} {sent.Text}");
        var id = sent["id"].GetGuid();
        _made.Add(id.ToString());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await admin.GetAsync($"imports/{id}"))["state"].GetString() != until) await Task.Delay(20, patience.Token);
        return id;
    }

    private async Task<Guid> MakeAsync(string path, object body)
    {
        var made = await admin.PostAsync(path, body);
        Assert.True(made.Status == 201, $"{path}: {made.Status} {made.Text}");
        var id = made["id"].GetGuid();
        _made.Add(id.ToString());
        return id;
    }
}
