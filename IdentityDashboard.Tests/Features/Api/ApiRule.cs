namespace IdentityDashboard.Tests.Features.Api;

/// <summary>Who may make a call, and something to make it on.</summary>
/// <param name="Name">As the document has it.</param>
/// <param name="Also">Who may beside Admin: a for a role with audit.read, h for identity.read and credential.manage, n for a role without any permission.</param>
/// <param name="Make">The ids in its address and its body, new for each try.</param>
internal sealed record ApiRule(string Name, string Also, Func<ApiTargets, Task<ApiTry>> Make)
{
    public static readonly IReadOnlyList<ApiRule> All =
    [
        new("CreateIdentity", "", _ => Body(ApiTargets.NewPerson())),
        new("BulkCreateIdentities", "", _ => Body(new { identities = new[] { ApiTargets.NewPerson() } })),
        new("ListIdentities", "h", _ => Nothing()),
        new("GetIdentity", "h", async t => new(await t.PersonAsync())),
        new("UpdateIdentity", "", async t => new(await t.PersonAsync()) { Body = new { phone = "+15550100" } }),
        new("DeleteIdentity", "", async t => new(await t.PersonAsync())),
        new("RestoreIdentity", "", async t => new(await t.DeletedAsync())),
        new("SuspendIdentity", "", async t => new(await t.PersonAsync())),
        new("ActivateIdentity", "", async t => new(await t.SuspendedAsync())),
        new("DeactivateIdentity", "", async t => new(await t.PersonAsync())),
        new("CreateInvite", "", _ => Body(ApiTargets.NewInvite())),
        new("BulkCreateInvites", "", _ => Body(new { invites = new[] { ApiTargets.NewInvite() } })),
        new("ListInvites", "h", _ => Nothing()),
        new("GetInvite", "h", async t => new(await t.InviteAsync())),
        new("ResendInvite", "", async t => new(await t.InviteAsync())),
        new("RevokeInvite", "", async t => new(await t.InviteAsync())),
        new("CreateGroup", "", _ => Body(new { name = ApiTargets.Name() })),
        new("ListGroups", "h", _ => Nothing()),
        new("GetGroup", "h", async t => new(await t.GroupAsync())),
        new("RenameGroup", "", async t => new(await t.GroupAsync()) { Body = new { name = ApiTargets.Name() } }),
        new("DeleteGroup", "", async t => new(await t.GroupAsync())),
        new("ListGroupMembers", "h", async t => new(await t.GroupAsync())),
        new("AddGroupMembers", "", async t => new(await t.GroupAsync()) { Body = new { identity_ids = new[] { await t.PersonAsync() } } }),
        new("RemoveGroupMember", "", async t => await t.GroupAsync() is var group ? new(group, await t.MemberAsync(group)) : throw new InvalidOperationException()),
        new("CreateRole", "", _ => Body(new { name = ApiTargets.Name() })),
        new("ListRoles", "h", _ => Nothing()),
        new("GetRole", "h", async t => new(await t.RoleAsync())),
        new("UpdateRole", "", async t => new(await t.RoleAsync()) { Body = new { description = "Reads." } }),
        new("SetRolePermissions", "", async t => new(await t.RoleAsync()) { Body = new { permissions = new[] { "audit.read" } } }),
        new("DeleteRole", "", async t => new(await t.RoleAsync())),
        new("CreatePermission", "", _ => Body(new { key = ApiTargets.Key() })),
        new("ListPermissions", "h", _ => Nothing()),
        new("GetPermission", "h", async t => new(await t.PermissionAsync())),
        new("DeletePermission", "", async t => new(await t.PermissionAsync())),
        new("EvaluatePermission", "h", async t => new() { Body = new { identity_id = await t.PersonAsync(), permission = "identity.read", scope = "app_wide" } }),
        new("EvaluatePermissions", "h", async t => new() { Body = new { questions = new[] { new { identity_id = await t.PersonAsync(), permission = "identity.read", scope = "node", node_id = t.Root } } } }),
        new("GetNodeTree", "h", _ => Nothing()),
        new("GetNode", "h", async t => new(await t.NodeAsync())),
        new("CreateNode", "", t => Body(new { name = ApiTargets.Name(), parent_node_id = t.Root })),
        new("RenameNode", "", async t => new(await t.NodeAsync()) { Body = new { name = ApiTargets.Name() } }),
        new("MoveNode", "", async t => new(await t.NodeAsync()) { Body = new { parent_node_id = await t.NodeAsync() } }),
        new("ArchiveNode", "", async t => new(await t.NodeAsync())),
        new("CreateAssignment", "", async t => new() { Body = new { role_id = t.Grantee, node_id = t.Root, identity_id = await t.PersonAsync() } }),
        new("BulkCreateAssignments", "", async t => new() { Body = new { assignments = new[] { new { role_id = t.Grantee, node_id = t.Root, identity_id = await t.PersonAsync() } } } }),
        new("ListAssignments", "h", _ => Nothing()),
        new("GetAssignment", "h", async t => new(await t.AssignmentAsync())),
        new("DeleteAssignment", "", async t => new(await t.AssignmentAsync())),
        new("ListAuditEvents", "a", _ => Nothing()),
        new("GetAuditEvent", "a", async t => new(await t.AuditEventAsync())),
        new("GetAccessRequest", "", t => Task.FromResult(new ApiTry(t.Request))),
        new("ListAccessRequests", "", _ => Nothing()),
        new("CreateImport", "", _ => Task.FromResult(new ApiTry { File = ApiTargets.NewFile() })),
        new("ListImports", "", _ => Nothing()),
        new("GetImport", "", async t => new(await t.ImportAsync())),
        new("ListImportRows", "", async t => new(await t.ImportAsync())),
        new("RunImport", "", async t => new(await t.CheckedImportAsync())),
        new("CancelImport", "", async t => new(await t.CheckedImportAsync())),
        new("UndoImport", "", async t => new(await t.ImportAsync())),
        new("GetImportErrors", "", async t => new(await t.ImportAsync())),
    ];

    private static Task<ApiTry> Nothing() => Task.FromResult(new ApiTry());

    private static Task<ApiTry> Body(object body) => Task.FromResult(new ApiTry { Body = body });
}

/// <summary>A call about to be made.</summary>
/// <param name="Ids">In its address, in their order.</param>
internal sealed record ApiTry(params Guid[] Ids)
{
    public object? Body { get; init; }

    /// <summary>CSV, where a call takes that.</summary>
    public string? File { get; init; }

    public HttpContent? Content => File is not null ? new StringContent(File, System.Text.Encoding.UTF8, "text/csv") : Body is null ? null : System.Net.Http.Json.JsonContent.Create(Body);
}
