using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <summary>
/// Turns what is asked for into reads along one index each: of the facets, a narrow one leads, the others are checked
/// on its rows. Databases guess this badly (SQLite knows no numbers), so the conditions that don't lead are written in
/// a form no index answers.
/// </summary>
internal sealed class AuditLanes(DashboardDbContext db, ISearchIndex search, Guid accountId, AuditListQuery query)
{
    /// <summary>A facet with fewer entries leads before any other; finding out reads at most so many entries of an index.</summary>
    private const int Few = 2_000;

    private enum Lead
    {
        Account,
        Target,
        Actor,
        Action,
        Time,
        Text,
    }

    /// <summary>Entries with the text, where they are few.</summary>
    private List<long> _found = [];

    private bool HasIndexedText => query.Term.Length >= ISearchIndex.MinLength;

    /// <summary>Together all rows that match: one query, or one for each action of a group.</summary>
    public async Task<IReadOnlyList<IQueryable<AuditEntry>>> ChooseAsync(CancellationToken ct)
    {
        var lead = await LeadAsync(ct);
        var rows = Others(Along(lead), lead);
        if (lead != Lead.Action || query.IsByTime || query.Actions is not { Count: > 1 } actions) return [rows];
        return [.. actions.Select(action => Others(db.AuditEntries.Where(e => e.AccountId == accountId && e.Action == action), lead))];
    }

    private async Task<Lead> LeadAsync(CancellationToken ct)
    {
        if (query.TargetId is not null) return Lead.Target;
        if (HasIndexedText)
        {
            _found = await search.Audit(db, accountId, query.Term).Take(Few).ToListAsync(ct);
            if (_found.Count < Few) return Lead.Text;
        }

        var facets = new List<Lead>();
        if (query.ActorId is not null) facets.Add(Lead.Actor);
        if (query.Actions is not null) facets.Add(Lead.Action);
        if (query.IsByTime) facets.Add(Lead.Time);
        if (facets.Count < 2) return facets.Count == 0 ? Lead.Account : facets[0];
        foreach (var facet in facets.Where(f => f != Lead.Time))
        {
            if (await Along(facet).Take(Few).CountAsync(ct) < Few) return facet;
        }

        return facets.Contains(Lead.Time) ? Lead.Time : Lead.Actor;
    }

    private IQueryable<AuditEntry> Along(Lead lead)
    {
        var (from, until) = (query.From ?? DateTimeOffset.MinValue, query.Until ?? DateTimeOffset.MaxValue);
        return lead switch
        {
            Lead.Target => db.AuditEntries.Where(e => e.TargetId == query.TargetId),
            Lead.Actor => db.AuditEntries.Where(e => e.ActorId == query.ActorId),
            Lead.Action => db.AuditEntries.Where(e => e.AccountId == accountId && query.Actions!.Contains(e.Action)),
            Lead.Time => db.AuditEntries.Where(e => e.AccountId == accountId && e.At >= from && e.At < until),
            Lead.Text => db.AuditEntries.Where(e => EF.Parameter(_found).Contains(e.Sequence)),
            _ => db.AuditEntries.Where(e => e.AccountId == accountId),
        };
    }

    /// <summary>All that was asked for and that the lead doesn't answer. The account always counts.</summary>
    private IQueryable<AuditEntry> Others(IQueryable<AuditEntry> rows, Lead lead)
    {
        rows = rows.Where(e => (e.Sequence > 0 ? e.AccountId : e.TargetId) == accountId);
        if (lead != Lead.Target && query.TargetId is { } target) rows = rows.Where(e => (e.Sequence > 0 ? e.TargetId : e.AccountId) == target);
        if (lead != Lead.Actor && query.ActorId is { } actor) rows = rows.Where(e => (e.Sequence > 0 ? e.ActorId : e.AccountId) == actor);
        if (lead != Lead.Action && query.Actions is { } actions) rows = rows.Where(e => actions.Contains(e.Sequence > 0 ? e.Action : e.TargetName));
        if (lead != Lead.Time && query.From is { } from) rows = rows.Where(e => e.At >= from);
        if (lead != Lead.Time && query.Until is { } until) rows = rows.Where(e => e.At < until);
        return lead == Lead.Text ? rows : Named(rows, query.Term);
    }

    private IQueryable<AuditEntry> Named(IQueryable<AuditEntry> rows, string term)
    {
        if (term.Length == 0) return rows;
        if (HasIndexedText) return rows.Where(e => (e.Sequence > 0 ? e.SearchText : e.TargetName).Contains(term));
        return rows.Where(e => e.Action.StartsWith(term) || e.ActorName.ToLower().StartsWith(term) || e.TargetName.ToLower().StartsWith(term));
    }
}
