using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <param name="Extra">The values of searchable attributes.</param>
/// <param name="Text">All that search finds the person by.</param>
internal sealed record SearchTextRow(Guid Id, string Extra, string Text);

/// <summary>Writes the search texts of many people in one statement, past the change tracker and concurrency stamps.</summary>
internal static class SearchTexts
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(DashboardDbContext db, IReadOnlyCollection<SearchTextRow> rows, CancellationToken ct)
    {
        if (db.Database.IsNpgsql())
        {
            var (ids, extras, texts) = (rows.Select(r => r.Id).ToArray(), rows.Select(r => r.Extra).ToArray(), rows.Select(r => r.Text).ToArray());
            return db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE identities SET search_extra = x.extra, search_text = x.search
                 FROM unnest({ids}, {extras}, {texts}) AS x(id, extra, search) WHERE identities.id = x.id
                 """, ct);
        }

        // SQLite keeps ids as text in capitals.
        var json = JsonSerializer.Serialize(rows.Select(r => new[] { r.Id.ToString().ToUpperInvariant(), r.Extra, r.Text }), Json);
        return db.Database.ExecuteSqlAsync(
            $"""
             UPDATE identities SET search_extra = x.extra, search_text = x.search
             FROM (SELECT value ->> 0 AS id, value ->> 1 AS extra, value ->> 2 AS search FROM json_each({json})) AS x WHERE identities.id = x.id
             """, ct);
    }
}
