using System.Globalization;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Hierarchy.Api;

/// <summary>/nodes of the REST API: the hierarchy of the key's environment, as far as the key sees it.</summary>
internal static class NodeEndpoints
{
    private const int UsualDepth = 2;
    private const string One = "/{id:guid}";

    public static void MapNodes(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/nodes").WithTags("Nodes");
        group.MapGet("", TreeAsync).WithName("GetNodeTree").Produces<TreeJson>().Reads(
            new("parent_id", "The children of this node instead of the root. Where there are more than fit, Link leads on.", ""),
            new("depth", $"Levels below the root, or from the children of parent_id down; up to {NodeBranches.Deepest}.", "2"), new("page_token", "Where the page begins.", ""));
        group.MapGet(One, async (Guid id, HttpContext http, NodeBranches branches, CancellationToken ct) =>
            (await branches.GetAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(node => ApiResults.Json(Json(node)))).WithName("GetNode").Produces<NodeJson>();
        group.MapPost("", CreateAsync).WithName("CreateNode").Produces<NodeJson>(StatusCodes.Status201Created).WithExample(new { name = "Retail", parent_node_id = Guid.Empty, node_type = "unit" });
        group.MapPatch(One, RenameAsync).WithName("RenameNode").Produces<NodeJson>().WithExample(new { name = "Retail EMEA" });
        group.MapPost($"{One}/move", async (Guid id, ApiBody<NodeMoveBody> body, HttpContext http, HierarchyService hierarchy, NodeBranches branches, CancellationToken ct) =>
            await AnswerAsync(body.Value.ParentNodeId is { } to ? await hierarchy.MoveAsync(http.Caller().Actor, id, to, ct) : HierarchyErrors.ParentMissing, http, branches, id, ct)).WithName("MoveNode").Produces<NodeJson>()
            .WithExample(new { parent_node_id = Guid.Empty });
        group.MapDelete(One, async (Guid id, HttpContext http, HierarchyService hierarchy, CancellationToken ct) =>
            (await hierarchy.ArchiveAsync(http.Caller().Actor, id, ct)).ToHttp()).WithName("ArchiveNode").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> TreeAsync(HttpContext http, NodeBranches branches, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (parent, depth) = (asked.Id("parent_id"), Depth(asked));
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        // The root stands above the levels asked for; the children of a node are the first of them.
        var page = await branches.TreeAsync(caller.Actor, caller.EnvironmentId, parent, cursor.Value, parent is null ? depth : depth - 1, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        asked.LeadOn(tokens, page.Value.Next);
        return ApiResults.Json(new TreeJson([.. page.Value.Items.Select(Tree)]));
    }

    private static async Task<IResult> CreateAsync(ApiBody<NodeBody> body, HttpContext http, HierarchyService hierarchy, NodeBranches branches, CancellationToken ct)
    {
        var caller = http.Caller();
        var made = await hierarchy.AddAsync(caller.Actor, body.Value.ParentNodeId, [new NewNode(body.Value.Name ?? "", body.Value.NodeType)], ct);
        if (made.Error is { } refusal) return refusal.ToHttp();
        http.Response.Headers.Location = $"{ApiFeature.Root}/nodes/{made.Value[0]}";
        return ApiResults.Json(Json((await branches.FindAsync(caller.Actor, caller.EnvironmentId, made.Value[0], ct))!), StatusCodes.Status201Created);
    }

    private static async Task<IResult> RenameAsync(Guid id, ApiPatch<NodePatch> body, HttpContext http, HierarchyService hierarchy, NodeBranches branches, CancellationToken ct)
    {
        if (await branches.FindAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct) is not { } was) return HierarchyErrors.NotFound.ToHttp();
        var name = body.Named.Contains(HierarchyErrors.NameField) ? body.Value.Name ?? "" : was.Name;
        return await AnswerAsync(await hierarchy.RenameAsync(http.Caller().Actor, id, name, seen: null, ct), http, branches, id, ct);
    }

    private static async Task<IResult> AnswerAsync(Result changed, HttpContext http, NodeBranches branches, Guid id, CancellationToken ct)
    {
        if (changed.Error is { } refusal) return refusal.ToHttp();
        return await branches.FindAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct) is { } node ? ApiResults.Json(Json(node)) : HierarchyErrors.NotFound.ToHttp();
    }

    private static int Depth(ApiQuery asked) => asked.Text("depth") is not { } text ? UsualDepth
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth is >= 1 and <= NodeBranches.Deepest ? depth
        : throw new ApiRefusalException(ApiErrors.BadQuery("depth", $"a number from 1 to {NodeBranches.Deepest}"));

    private static NodeJson Json(NodeBranch node) => new(node.Id, node.Name, node.Slug, node.Type, node.ParentId, node.HasChildren, node.ArchivedAt);

    private static NodeTreeJson Tree(NodeBranch node) => new(node.Id, node.Name, node.Slug, node.Type, node.ParentId, node.HasChildren, [.. node.Children.Select(Tree)]);
}
