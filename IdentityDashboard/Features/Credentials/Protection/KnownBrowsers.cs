using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using IdentityDashboard.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Protection;

/// <summary>
/// Browsers in which somebody signed in before. Each has attempts of its own, so that strangers who use up the attempts
/// of an address don't keep its owner out (A23; OWASP calls them device cookies). What the browser keeps is encrypted:
/// whom it knows, under an id of its own for each, and since when their password is the one it is. A newer password
/// makes it a stranger. It opens nothing.
/// </summary>
internal sealed class KnownBrowsers(IDbContextFactory<DashboardDbContext> dbs, IDataProtectionProvider protection)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>People one browser is remembered for; of more the latest.</summary>
    private const int Most = 5;
    private const int IdLength = 16;
    private const int EntryLength = (2 * IdLength) + sizeof(long);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("IdentityDashboard.KnownBrowsers.v1").ToTimeLimitedDataProtector();

    private sealed record Entry(Guid IdentityId, Guid BrowserId, long PasswordSince);

    /// <summary>What attempts of this browser as this person are counted under; null for a stranger.</summary>
    public string? SubjectOf(string? kept, Guid identityId, DateTimeOffset? passwordChangedAt) =>
        Read(kept).FirstOrDefault(e => e.IdentityId == identityId && e.PasswordSince == Since(passwordChangedAt)) is { } entry ? Subject(identityId, $"{entry.BrowserId:N}") : null;

    /// <summary>All counters of somebody's browsers begin with it.</summary>
    public static string Subject(Guid identityId, string browserId = "") => $"{identityId:N}{browserId}";

    /// <summary>What a browser is to keep after a sign-in.</summary>
    public async Task<string> RememberAsync(string? kept, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var since = Since(await db.Identities.Where(i => i.Id == identityId).Select(i => i.PasswordChangedAt).FirstOrDefaultAsync(ct));
        var before = Read(kept);
        var id = before.FirstOrDefault(e => e.IdentityId == identityId && e.PasswordSince == since)?.BrowserId ?? Guid.NewGuid();
        return Write([new Entry(identityId, id, since), .. before.Where(e => e.IdentityId != identityId).Take(Most - 1)]);
    }

    private static long Since(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds() ?? 0;

    private string Write(IReadOnlyList<Entry> entries)
    {
        var bytes = new byte[entries.Count * EntryLength];
        foreach (var (at, entry) in entries.Index())
        {
            var place = bytes.AsSpan(at * EntryLength, EntryLength);
            entry.IdentityId.TryWriteBytes(place);
            entry.BrowserId.TryWriteBytes(place[IdLength..]);
            BinaryPrimitives.WriteInt64BigEndian(place[(2 * IdLength)..], entry.PasswordSince);
        }

        return Base64Url.EncodeToString(_protector.Protect(bytes, Kept));
    }

    private IReadOnlyList<Entry> Read(string? kept)
    {
        if (string.IsNullOrEmpty(kept)) return [];
        try
        {
            return [.. _protector.Unprotect(Base64Url.DecodeFromChars(kept)).Chunk(EntryLength).Where(e => e.Length == EntryLength).Select(Parse)];
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Altered, too old, or made with keys that are gone: a stranger like any other.
            return [];
        }
    }

    private static Entry Parse(byte[] bytes) =>
        new(new Guid(bytes.AsSpan(0, IdLength)), new Guid(bytes.AsSpan(IdLength, IdLength)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(2 * IdLength)));
}
