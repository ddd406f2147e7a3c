using System.Text.Encodings.Web;
using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit.Chain;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit;

/// <summary>Writes entries into the caller's context, so that act and record commit together or not at all.</summary>
internal sealed class AuditLog(TimeProvider clock, AuditSignal signal)
{
    private const int MaxName = 254;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Add(DashboardDbContext db, Actor actor, string action, AuditTarget target, Changes? changes = null)
    {
        var targetName = Cut(target.Name);
        var actorName = Cut(actor.Name);
        db.AuditEntries.Add(new AuditEntry
        {
            AccountId = actor.AccountId,
            At = clock.GetUtcNow(),
            Action = action,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actorName,
            TargetKind = target.Kind,
            TargetId = target.Id,
            TargetName = targetName,
            Changes = JsonSerializer.Serialize(changes?.Fields ?? [], Json),
            Ip = actor.Ip,
            SearchText = $"{action} {actorName} {targetName} {changes?.Words}".ToLowerInvariant(),
        });
        signal.Raise();
    }

    private static string Cut(string name) => name.Length <= MaxName ? name : name[..MaxName];
}

/// <summary>Old and new value per field, as they are shown. Passwords and tokens have no place here.</summary>
internal sealed class Changes
{
    private readonly HashSet<string> quiet = new(StringComparer.Ordinal);

    public Dictionary<string, string?[]> Fields { get; } = new(StringComparer.Ordinal);

    public string Words => string.Join(' ', Fields.Where(f => !quiet.Contains(f.Key)).SelectMany(f => f.Value).Where(v => v is not null));

    /// <summary>Remembers a field if it changed; says nothing about one that stayed the same.</summary>
    public Changes Set(string field, string? old, string? now)
    {
        if (!string.Equals(old, now, StringComparison.Ordinal)) Fields[field] = [old, now];
        return this;
    }

    /// <summary>Remembers a field that no search finds.</summary>
    public Changes SetQuietly(string field, string? old, string? now)
    {
        quiet.Add(field);
        return Set(field, old, now);
    }

    public Changes Set(string field, bool old, bool now) => Set(field, old ? "yes" : "no", now ? "yes" : "no");
}
