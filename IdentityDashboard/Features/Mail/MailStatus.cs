using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

/// <summary>One line of how mail is set up. A secret is never in it (A42).</summary>
/// <param name="Key">The key that sets it: <c>Mail__Host</c>.</param>
/// <param name="IsSet">False when it stands at its default.</param>
public sealed record MailSetting(string Label, string Key, string Value, bool IsSet);

/// <summary>How mail is set up and how it fares, for pages.</summary>
internal sealed class MailStatus(IDbContextFactory<DashboardDbContext> dbs, IOptions<MailOptions> options, IConfiguration configuration, TimeProvider clock)
{
    private const string NotSet = "Not set";
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    public bool IsConfigured => Mode != MailMode.Unset;

    public MailMode Mode => options.Value.Delivery;

    /// <summary>Given up within seven days, and nothing newer sent about the same matter.</summary>
    public async Task<int> FailedCountAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var since = clock.GetUtcNow() - Recent;
        return await db.MailOutbox.CountAsync(
            m => m.State == MailState.Failed && m.AccountId == accountId && m.CreatedAt >= since
                && !db.MailOutbox.Any(n => n.RelatedId == m.RelatedId && n.CreatedAt > m.CreatedAt), ct);
    }

    /// <summary>What waits to be sent, first tries and further ones.</summary>
    public async Task<int> QueuedCountAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.MailOutbox.CountAsync(m => m.State == MailState.Queued && m.AccountId == accountId, ct);
    }

    public IReadOnlyList<MailSetting> Settings()
    {
        var o = options.Value;
        var mode = o.Delivery switch { MailMode.Devbox => "Kept in the app (devbox)", MailMode.Smtp => "Sent over SMTP", _ => "Not set: mail waits in the outbox" };
        if (o.Delivery != MailMode.Smtp) return [Line("How mail leaves", nameof(o.Mode), mode)];
        return
        [
            Line("How mail leaves", nameof(o.Mode), mode),
            Line("Host", nameof(o.Host), o.Host ?? NotSet),
            Line("Port", nameof(o.Port), o.Port ?? MailOptions.DefaultPort),
            Line("Security", nameof(o.Security), o.UsesStartTls ? "STARTTLS" : "None: mail and password cross the network in clear"),
            Line("User name", nameof(o.Username), o.Username ?? "None: the server asks for no sign-in"),
            Line("Password", nameof(o.Password), o.Password is null ? NotSet : "Set, never shown"),
            Line("From", nameof(o.From), o.From ?? NotSet),
        ];
    }

    private MailSetting Line(string label, string key, string value) =>
        new(label, $"{MailOptions.Section}__{key}", value, !string.IsNullOrEmpty(configuration[$"{MailOptions.Section}:{key}"]));
}
