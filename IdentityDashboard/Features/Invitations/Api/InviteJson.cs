using System.Text.Json.Serialization;

namespace IdentityDashboard.Features.Invitations.Api;

/// <summary>An invitation, as the REST API answers.</summary>
/// <param name="ExpiresAt">When its link stops working; sending it again sets a new time.</param>
public sealed record InviteJson(Guid Id, string Email, InvitationStatus Status, DateTimeOffset ExpiresAt)
{
    /// <summary>Where the invitation is accepted, to be handed over by other ways: told once, and only when no mail was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AcceptUrl { get; init; }
}

/// <summary>Somebody to invite into the key's environment.</summary>
/// <param name="RoleId">Together with node_id: what they get when they accept.</param>
/// <param name="GroupIds">Groups they join when they accept.</param>
/// <param name="Note">Stands in the mail; at most 1,000 characters.</param>
/// <param name="ExpiresInDays">1 to 30; unless given, what the account's settings say, which is 7 until changed.</param>
/// <param name="SendEmail">True unless given; with false the answer carries accept_url instead.</param>
public sealed record InviteBody(
    string? Email, string? FirstName, string? LastName, Guid? RoleId, Guid? NodeId, IReadOnlyList<Guid>? GroupIds, string? Note, int? ExpiresInDays, bool? SendEmail);

/// <param name="Invites">At most 200.</param>
public sealed record InviteBulkBody(IReadOnlyList<InviteBody>? Invites);
