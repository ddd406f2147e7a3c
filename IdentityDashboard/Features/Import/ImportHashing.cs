using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Import;

/// <summary>Hashes the plain passwords of a batch before it is written, on all cores but one: the app goes on answering.</summary>
internal sealed class ImportHashing(PasswordService passwords)
{
    public static readonly int Cores = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Each takes a tenth of a second or more, a batch longer than a lease.</summary>
    private static readonly int Part = 8 * Cores;

    public async Task<IReadOnlyList<NewIdentity>> HashAsync(IReadOnlyList<NewIdentity> people, ImportLease lease, CancellationToken ct)
    {
        var hashed = new List<NewIdentity>(people.Count);
        foreach (var part in people.Chunk(Part))
        {
            Parallel.For(0, part.Length, new ParallelOptions { MaxDegreeOfParallelism = Cores, CancellationToken = ct }, i => part[i] = Hash(part[i]));
            hashed.AddRange(part);
            await lease.KeepAsync(ct);
        }

        return hashed;
    }

    private NewIdentity Hash(NewIdentity person) =>
        person is { Password: { } password, PasswordHash: null } ? person with { Password = null, PasswordHash = passwords.Hash(password) } : person;
}
