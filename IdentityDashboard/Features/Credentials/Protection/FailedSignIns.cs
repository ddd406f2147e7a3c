using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Protection;

/// <summary>Whether a network address has failed too often, and whether the whole account is being tried.</summary>
internal sealed record FailureState(bool NetworkSpent, bool AccountBusy);

/// <summary>
/// Failures beyond the single address: somebody may try one password with a thousand of them. They are counted after the
/// fact, so that an office behind one address can sign in at once; a lane for each network keeps what slips past the
/// limit meanwhile to a handful.
/// </summary>
internal sealed class FailedSignIns(SignInThrottle throttle, TimeProvider clock) : IDisposable
{
    private const string WholeAccount = "";
    private const int Stripes = 64;

    /// <summary>How many attempts of one network are looked at together: more than there are processors to hash with.</summary>
    public static readonly int Lanes = Math.Max(8, 2 * Environment.ProcessorCount);

    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(Lanes))];

    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Dispose();
    }

    /// <summary>Waits for a free place; disposing the answer gives it back.</summary>
    public async Task<IDisposable> EnterAsync(string? ip, CancellationToken ct)
    {
        var lane = _lanes[(uint)string.GetHashCode(NetworkAddress.Of(ip), StringComparison.Ordinal) % Stripes];
        await lane.WaitAsync(ct);
        return new Place(lane);
    }

    public async Task<FailureState> StateAsync(DashboardDbContext db, Guid accountId, string? ip, CancellationToken ct)
    {
        var (network, account) = (AttemptLimit.Network.Subject(NetworkAddress.Of(ip)), AttemptLimit.Account.Subject(WholeAccount));
        var begin = clock.GetUtcNow() - AttemptLimit.Network.Window;
        var counts = await db.SignInCounters.Where(c => c.AccountId == accountId && (c.Subject == network || c.Subject == account) && c.Since > begin)
            .ToDictionaryAsync(c => c.Subject, c => c.Attempts, ct);
        return new FailureState(counts.GetValueOrDefault(network) >= AttemptLimit.Network.Attempts, counts.GetValueOrDefault(account) >= AttemptLimit.Account.Attempts);
    }

    /// <summary>To be called outside a transaction.</summary>
    public async Task NoteAsync(DashboardDbContext db, Guid accountId, string? ip, CancellationToken ct)
    {
        await throttle.TryTakeAsync(db, accountId, AttemptLimit.Network, NetworkAddress.Of(ip), ct);
        await throttle.TryTakeAsync(db, accountId, AttemptLimit.Account, WholeAccount, ct);
    }

    private sealed class Place(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
