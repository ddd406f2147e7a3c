using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Import;

/// <summary>Hashes the plain passwords of a batch before it is written, as many at once as everywhere: the app goes on answering.</summary>
internal sealed class ImportHashing(PasswordService passwords)
{
    /// <summary>Each takes a tenth of a second or more, a batch longer than a lease.</summary>
    private static readonly int Part = 8 * PasswordService.Threads;

    public async Task<IReadOnlyList<NewIdentity>> HashAsync(IReadOnlyList<NewIdentity> people, ImportLease lease, CancellationToken ct)
    {
        var hashed = people.ToArray();
        foreach (var part in people.Index().Where(p => p.Item is { Password: not null, PasswordHash: null }).Chunk(Part))
        {
            var hashes = await passwords.HashAsync([.. part.Select(p => p.Item.Password!)], ct);
            foreach (var ((index, person), hash) in part.Zip(hashes)) hashed[index] = person with { Password = null, PasswordHash = hash };
            await lease.KeepAsync(ct);
        }

        return hashed;
    }
}
