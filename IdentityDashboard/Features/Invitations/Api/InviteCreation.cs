using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Invitations.Api;

/// <summary>Invites people for an API key, by the rules every door obeys.</summary>
internal sealed class InviteCreation(InvitationService invitations, GroupQueries groups)
{
    /// <summary>One result per row, in the order given.</summary>
    public async Task<IReadOnlyList<Result<InviteJson>>> CreateAsync(ApiCaller caller, IReadOnlyList<InviteBody> rows, CancellationToken ct)
    {
        var names = await groups.NamesAsync(caller.Actor.AccountId, [.. rows.SelectMany(r => r.GroupIds ?? []).Distinct()], ct);
        var sent = await invitations.InviteAsync(caller.Actor, caller.EnvironmentId, [.. rows.Select(r => New(r, names))], ct);
        return [.. sent.Select(s => s.Error is { } error ? (Result<InviteJson>)error : Told(s.Value))];
    }

    private static NewInvitation New(InviteBody row, IReadOnlyDictionary<Guid, string> groups) => new(
        row.Email ?? "", row.FirstName ?? "", row.LastName ?? "", RoleId: row.RoleId, NodeId: row.NodeId,
        Groups: [.. (row.GroupIds ?? []).Distinct().Select(id => new GroupChoice(id, groups.GetValueOrDefault(id, "")))], Note: row.Note, ExpiresInDays: row.ExpiresInDays)
    {
        SendEmail = row.SendEmail ?? true,
    };

    private static InviteJson Told(SentInvitation sent) => new(sent.Id, sent.Email, InvitationStatus.Pending, sent.ExpiresAt) { AcceptUrl = sent.AcceptUrl };
}
