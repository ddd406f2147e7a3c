using System.Data.Common;
using System.Diagnostics;

namespace IdentityDashboard.Benchmarks.Lists;

internal sealed record RawPerson(Guid Id, string First, string Last, string Email, int State, string Source, bool Mfa, bool Locked, DateTimeOffset Seen, DateTimeOffset Created, string SortName, string Normalized);

/// <summary>One page by hand: its rows, then their roles (with the path of the node) and their groups.</summary>
internal sealed class RawPage(RawDatabase database, DbCommand rows, RawDetails details)
{
    private const int Tries = 4;

    /// <summary>Prepares every way and keeps the fastest.</summary>
    public static async Task<RawPage> BestAsync(RawDatabase database, IEnumerable<string> ways, IReadOnlyList<object> args, RawDetails details)
    {
        (DbCommand? Command, TimeSpan Took) best = (null, TimeSpan.MaxValue);
        foreach (var sql in ways)
        {
            var command = database.Prepare(sql, args);
            var took = TimeSpan.MaxValue;
            for (var i = 0; i < Tries; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await RawDatabase.ReadAsync(command, r => Person(database, r));
                var spent = Stopwatch.GetElapsedTime(start);
                if (spent < took) took = spent;
                if (spent / 4 > best.Took) break;
            }

            if (took < best.Took) best = (command, took);
        }

        return new RawPage(database, best.Command!, details);
    }

    public string Sql => rows.CommandText;

    public async Task<List<RawPerson>> ReadAsync()
    {
        var people = await RawDatabase.ReadAsync(rows, r => Person(database, r));
        if (people.Count > 50) people.RemoveAt(50);
        if (people.Count > 0) await details.ReadAsync(people.ConvertAll(p => p.Id));
        return people;
    }

    public static RawPerson Person(RawDatabase database, DbDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), r.GetString(5), r.GetBoolean(6), !r.IsDBNull(7), database.Time(r, 8), database.Time(r, 9), r.GetString(10), r.GetString(11));
}

/// <summary>Roles and groups of the people of a page, in three prepared statements.</summary>
internal sealed class RawDetails(RawDatabase database, Guid environmentId, DateTimeOffset now) : IDisposable
{
    private readonly DbCommand roles = database.Prepare(
        $"""
         SELECT a.identity_id, r.name, e.name, a.node_id, NULL, a.granted_by, a.created_at FROM assignments a JOIN roles r ON r.id = a.role_id JOIN environments e ON e.id = a.environment_id
         WHERE {database.OneOf("a.identity_id", "@p0")} AND a.environment_id = @p1 AND (a.effective_from IS NULL OR a.effective_from <= @p2) AND (a.effective_to IS NULL OR a.effective_to > @p2)
         UNION ALL
         SELECT m.identity_id, r.name, e.name, a.node_id, g.name, a.granted_by, a.created_at FROM group_members m JOIN assignments a ON a.group_id = m.group_id
             JOIN groups g ON g.id = m.group_id JOIN roles r ON r.id = a.role_id JOIN environments e ON e.id = a.environment_id
         WHERE {database.OneOf("m.identity_id", "@p0")} AND a.environment_id = @p1 AND (a.effective_from IS NULL OR a.effective_from <= @p2) AND (a.effective_to IS NULL OR a.effective_to > @p2)
         """, [database.Ids([Guid.Empty]), environmentId, now]);

    private readonly DbCommand paths = database.Prepare(
        $"SELECT l.descendant_id, l.distance, n.name, n.parent_id FROM node_lineage l JOIN nodes n ON n.id = l.ancestor_id WHERE {database.OneOf("l.descendant_id", "@p0")}", [database.Ids([Guid.Empty])]);

    private readonly DbCommand groups = database.Prepare(
        $"SELECT m.identity_id, g.name FROM group_members m JOIN groups g ON g.id = m.group_id WHERE {database.OneOf("m.identity_id", "@p0")} ORDER BY g.normalized_name", [database.Ids([Guid.Empty])]);

    public async Task<int> ReadAsync(IReadOnlyList<Guid> ids)
    {
        roles.Parameters[0].Value = groups.Parameters[0].Value = database.Ids(ids);
        var held = await RawDatabase.ReadAsync(roles, r => (Subject: r.GetGuid(0), Role: r.GetString(1), Environment: r.GetString(2), Node: r.GetGuid(3), Via: r.IsDBNull(4) ? null : r.GetString(4), By: r.GetString(5), At: database.Time(r, 6)));
        if (held.Count > 0)
        {
            paths.Parameters[0].Value = database.Ids([.. held.Select(h => h.Node).Distinct()]);
            var steps = await RawDatabase.ReadAsync(paths, r => (Node: r.GetGuid(0), Distance: r.GetInt32(1), Name: r.GetString(2), IsRoot: r.IsDBNull(3)));
            _ = steps.GroupBy(s => s.Node).ToDictionary(g => g.Key, g => string.Join(" / ", g.OrderByDescending(s => s.Distance).Select(s => s.Name)));
        }

        var inGroups = await RawDatabase.ReadAsync(groups, r => (Subject: r.GetGuid(0), Name: r.GetString(1)));
        return held.Count + inGroups.Count;
    }

    public void Dispose()
    {
        roles.Dispose();
        paths.Dispose();
        groups.Dispose();
    }
}
