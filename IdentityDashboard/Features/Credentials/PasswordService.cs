using System.Diagnostics.Metrics;
using IdentityDashboard.Features.Credentials.Imported;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials;

/// <summary>
/// ASP.NET Core Identity's password hash (PBKDF2-HMAC-SHA512, salted, upgradable). The hash doesn't depend on the
/// user, so one hasher serves every caller.
/// </summary>
internal sealed class PasswordService
{
    public const string MeterName = "IdentityDashboard.Credentials";
    public const string ChecksName = "identity_dashboard.password.checks";

    /// <summary>PBKDF2 rounds recommended by OWASP for HMAC-SHA512 (Password Storage Cheat Sheet).</summary>
    public const int Rounds = 210_000;

    private static readonly object NoUser = new();

    private readonly UpgradingHasher _hasher;
    private readonly Counter<long> _checks;
    private readonly string _decoy;

    public PasswordService(IMeterFactory meters, IOptions<PasswordHasherOptions> options)
    {
        _hasher = new UpgradingHasher(options);
        _checks = meters.Create(MeterName).CreateCounter<long>(ChecksName, description: "Passwords compared with a hash.");
        _decoy = Hash("nobody has this password");
    }

    /// <summary>How many hashes are made at once: a processor is left for those who read.</summary>
    public static int Threads => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>The hashes of many passwords, in their order.</summary>
    public async Task<IReadOnlyList<string>> HashAsync(IReadOnlyList<string> passwords, CancellationToken ct)
    {
        var hashes = new string[passwords.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = ct };
        await Task.Run(() => Parallel.For(0, passwords.Count, options, i => hashes[i] = Hash(passwords[i])), ct);
        return hashes;
    }

    public string Hash(string password) => _hasher.HashPassword(NoUser, password);

    /// <summary>
    /// Compares in fixed work: without a hash (nobody there, or no password set) a decoy is checked, so that the answer
    /// takes as long as for somebody (A19). A hash of another system takes its own time: who must not show whose it is
    /// paces the answer.
    /// </summary>
    /// <returns>Success with the word that the password should be hashed anew, where the hash isn't what we make today.</returns>
    public PasswordVerificationResult Check(string? hash, string password)
    {
        _checks.Add(1);
        var outcome = _hasher.VerifyHashedPassword(NoUser, hash ?? _decoy, password);
        return hash is null ? PasswordVerificationResult.Failed : outcome;
    }

    public bool Verify(string? hash, string password) => Check(hash, password) != PasswordVerificationResult.Failed;
}
