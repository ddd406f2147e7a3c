using System.Diagnostics.Metrics;
using IdentityDashboard.Features.Credentials.Imported;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials;

/// <summary>
/// ASP.NET Core Identity's password hash (PBKDF2-HMAC-SHA512, salted, upgradable). The hash doesn't depend on the
/// user, so one hasher serves every caller.
/// </summary>
internal sealed class PasswordService : IDisposable
{
    public const string MeterName = "IdentityDashboard.Credentials";
    public const string ChecksName = "identity_dashboard.password.checks";
    public const string RunningName = "identity_dashboard.password.running";

    /// <summary>PBKDF2 rounds recommended by OWASP for HMAC-SHA512 (Password Storage Cheat Sheet).</summary>
    public const int Rounds = 210_000;

    private static readonly object NoUser = new();

    private readonly UpgradingHasher _hasher;
    private readonly Counter<long> _checks;
    private readonly UpDownCounter<int> _running;
    private readonly string _decoy;
    private readonly SemaphoreSlim _free = new(Threads);

    public PasswordService(IMeterFactory meters, IOptions<PasswordHasherOptions> options)
    {
        _hasher = new UpgradingHasher(options);
        var meter = meters.Create(MeterName);
        _checks = meter.CreateCounter<long>(ChecksName, description: "Passwords compared with a hash.");
        _running = meter.CreateUpDownCounter<int>(RunningName, description: "Hashes being made or compared now.");
        _decoy = Hash("nobody has this password");
    }

    /// <summary>How many hashes are made or compared at once in this process: a processor is left for those who read.</summary>
    public static int Threads => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>The hashes of many passwords, in their order. Whoever signs in meanwhile waits for one of them, not for all.</summary>
    public async Task<IReadOnlyList<string>> HashAsync(IReadOnlyList<string> passwords, CancellationToken ct)
    {
        var hashes = new string[passwords.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = ct };
        await Parallel.ForEachAsync(Enumerable.Range(0, passwords.Count), options, async (i, stop) => hashes[i] = await HashAsync(passwords[i], stop));
        return hashes;
    }

    public Task<string> HashAsync(string password, CancellationToken ct) => InTurnAsync(() => Hash(password), ct);

    /// <summary>As <see cref="Check"/>, once a thread for it is free.</summary>
    public Task<PasswordVerificationResult> CheckAsync(string? hash, string password, CancellationToken ct) => InTurnAsync(() => Check(hash, password), ct);

    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct) => await CheckAsync(hash, password, ct) != PasswordVerificationResult.Failed;

    public void Dispose() => _free.Dispose();

    /// <summary>On this thread, without a turn: for what happens once, such as a first run.</summary>
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

    /// <summary>Whoever waits is served in the order of asking, and holds no thread while waiting.</summary>
    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            _running.Add(1);
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _running.Add(-1);
            _free.Release();
        }
    }
}
