namespace IdentityDashboard.Features.Audit.Api;

/// <summary>Who did something or whom it was done to.</summary>
/// <param name="Kind">Of an actor identity, api_key or system; of a target user, group, role, node and so on.</param>
/// <param name="Id">Null for the system.</param>
/// <param name="Name">As it was then.</param>
public sealed record PartyJson(string Kind, Guid? Id, string Name);

/// <summary>What a field was and became, as it is shown.</summary>
/// <param name="Old">Null for nothing.</param>
/// <param name="New">Null for nothing.</param>
public sealed record ChangeJson(string? Old, string? New);

/// <summary>An entry of the record.</summary>
/// <param name="Sequence">Orders entries; times may jump, this doesn't.</param>
/// <param name="Action">A stable name, such as user.created.</param>
/// <param name="Changes">By field.</param>
/// <param name="Ip">Where the call came from, if over the network.</param>
public sealed record AuditEventJson(
    Guid Id, long Sequence, DateTimeOffset At, string Action, PartyJson Actor, PartyJson Target, IReadOnlyDictionary<string, ChangeJson> Changes, string? Ip);
