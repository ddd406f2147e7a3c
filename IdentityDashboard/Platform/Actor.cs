namespace IdentityDashboard.Platform;

public enum ActorKind
{
    Identity,
    ApiKey,
    System,
}

/// <summary>Who acts. Every service method takes one and asks what it may do; every audit entry names it.</summary>
/// <param name="Id">The identity's or key's id; empty for the system.</param>
/// <param name="Name">As shown in the audit.</param>
/// <param name="Ip">Where the call came from, if over the network.</param>
public sealed record Actor(ActorKind Kind, Guid Id, string Name, Guid AccountId, string? Ip = null)
{
    /// <summary>The browser session of a person who clicks; null for programs and the system.</summary>
    public Guid? Session { get; init; }

    public static Actor System(Guid accountId, string name = "System") => new(ActorKind.System, Guid.Empty, name, accountId);
}
