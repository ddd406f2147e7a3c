using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;

namespace IdentityDashboard.Features.Audit.Api;

/// <summary>/audit-events of the REST API: the record of the account, newest first.</summary>
internal static class AuditEventEndpoints
{
    public static void MapAuditEvents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit-events").WithTags("Audit");
        group.MapGet("", ListAsync).WithName("ListAuditEvents").Produces<ApiList<AuditEventJson>>().Lists(
            new("target_id", "What was done to this person, group, role ...", ""), new("actor_id", "What this person or key did.", ""), new("action", "The name of an action.", AuditActions.UserCreated),
            new("from", "The first moment.", "2026-01-31T00:00:00Z"), new("to", "The first moment after.", "2026-02-01T00:00:00Z"));
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, AuditQueries audit, CancellationToken ct) =>
            (await audit.GetAsync(http.Caller().Actor, id, ct)).ToHttp(row => ApiResults.Json(Json(row)))).WithName("GetAuditEvent").Produces<AuditEventJson>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, AuditQueries audit, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var query = new AuditListQuery { TargetId = asked.Id("target_id"), ActorId = asked.Id("actor_id"), Action = asked.Text("action"), From = asked.Time("from"), Until = asked.Time("to"), Take = asked.Take };
        if (query.Action is { } action && !AuditSentence.Knows(action)) return ApiErrors.BadQuery("action", $"the name of an action, such as {AuditActions.UserCreated}").ToHttp();
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var page = await audit.ListAsync(caller.Actor, query with { Cursor = cursor.Value }, ct);
        return page.ToHttp(found => asked.Answer<AuditEventJson>(tokens, [.. found.Items.Select(Json)], found.Next));
    }

    private static AuditEventJson Json(AuditRow row) => new(
        row.Id, row.Sequence, row.At, row.Action, new PartyJson(AuditJson.ActorKindOf(row), row.ActorKind == ActorKind.System ? null : row.ActorId, row.ActorName),
        new PartyJson(row.TargetKind, row.TargetId, row.TargetName), row.Changes.ToDictionary(c => c.Field, c => new ChangeJson(c.Old, c.New), StringComparer.Ordinal), row.Ip);
}
