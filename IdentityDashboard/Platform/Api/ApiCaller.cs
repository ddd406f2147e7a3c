namespace IdentityDashboard.Platform.Api;

/// <summary>Who calls the REST API: a key, and the one environment that exists for it.</summary>
/// <param name="NodeId">Where the key's role holds.</param>
public sealed record ApiCaller(Actor Actor, Guid EnvironmentId, Guid ApplicationId, Guid NodeId);

/// <summary>What the API needs to know of keys.</summary>
internal interface IApiKeys
{
    /// <summary>The caller whom this secret belongs to; null when there is none, or none any more.</summary>
    Task<ApiCaller?> FindAsync(string secret, string? ip, CancellationToken ct);

    /// <summary>Remembers that the key was used; never waits for the database.</summary>
    void Touch(Guid keyId);
}
