using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Import;

/// <summary>Hashes the plain passwords of a batch before it is written, on all cores but one: the app goes on answering.</summary>
internal sealed class ImportHashing(PasswordService passwords)
{
    public static readonly int Cores = Math.Max(1, Environment.ProcessorCount - 1);

    public IReadOnlyList<NewIdentity> Hash(IReadOnlyList<NewIdentity> people, CancellationToken ct)
    {
        var hashed = new NewIdentity[people.Count];
        Parallel.For(0, people.Count, new ParallelOptions { MaxDegreeOfParallelism = Cores, CancellationToken = ct }, i =>
            hashed[i] = people[i] is { Password: { } password, PasswordHash: null } person ? person with { Password = null, PasswordHash = passwords.Hash(password) } : people[i]);
        return hashed;
    }
}
