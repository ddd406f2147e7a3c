using System.Data.Common;
using System.Diagnostics;

namespace IdentityDashboard.Benchmarks.Lists;

internal sealed record RawPerson(Guid Id, string First, string Last, string Email, int State, string Source, bool Mfa, bool Locked, DateTimeOffset Seen, DateTimeOffset Created, string SortName, string Normalized);

/// <summary>One page by hand: its rows, then their roles (with the path of the node) and their groups.</summary>
internal sealed class RawPage(RawDatabase database, DbCommand rows, RawDetails details)
{
    private const int Tries = 4;

    /// <summary>Prepares every way, tries each once and the good ones again, and keeps the fastest.</summary>
    public static async Task<RawPage> BestAsync(RawDatabase database, IEnumerable<string> ways, IReadOnlyList<object> args, RawDetails details)
    {
        var tried = new List<(DbCommand Command, double Took)>();
        foreach (var sql in ways)
        {
            var command = database.Prepare(sql, args);
            tried.Add((command, await TryAsync(command)));
        }

        for (var round = 1; round < Tries; round++)
        {
            var limit = 3 * tried.Min(t => t.Took);
            for (var i = 0; i < tried.Count; i++)
            {
                if (tried[i].Took <= limit) tried[i] = (tried[i].Command, Math.Min(tried[i].Took, await TryAsync(tried[i].Command)));
            }
        }

        var best = tried.MinBy(t => t.Took).Command;
        foreach (var (command, _) in tried.Where(t => t.Command != best)) await command.DisposeAsync();
        return new RawPage(database, best, details) { Way = tried.FindIndex(t => t.Command == best) };

        async Task<double> TryAsync(DbCommand command)
        {
            var start = Stopwatch.GetTimestamp();
            await RawDatabase.ReadAsync(command, r => Person(database, r));
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    /// <summary>Which of the ways it is.</summary>
    public int Way { get; private init; }

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

/// <summary>Roles and groups of the people of a page, in three prepared statements that begin at the people.</summary>
/// <param name="environmentId">Null for the roles of all environments.</param>
internal sealed class RawDetails(RawDatabase database, Guid? environmentId, DateTimeOffset now) : IDisposable
{
    private readonly DbCommand roles = database.Prepare(
        $"""
         SELECT a.identity_id, r.name, e.name, a.node_id, NULL, a.granted_by, a.created_at FROM {database.Each("@p0")} {database.InOrder} assignments a ON a.identity_id = j.value
             {database.InOrder} roles r ON r.id = a.role_id {database.InOrder} environments e ON e.id = a.environment_id WHERE {Holds(environmentId)}
         UNION ALL
         SELECT m.identity_id, r.name, e.name, a.node_id, g.name, a.granted_by, a.created_at FROM {database.Each("@p0")} {database.InOrder} group_members m ON m.identity_id = j.value
             {database.InOrder} assignments a ON a.group_id = m.group_id {database.InOrder} groups g ON g.id = m.group_id {database.InOrder} roles r ON r.id = a.role_id {database.InOrder} environments e ON e.id = a.environment_id
         WHERE {Holds(environmentId)}
         """, [database.Ids([Guid.Empty]), now, environmentId ?? Guid.Empty]);

    private readonly DbCommand paths = database.Prepare(
        $"SELECT l.descendant_id, l.distance, n.name, n.parent_id FROM {database.Each("@p0")} {database.InOrder} node_lineage l ON l.descendant_id = j.value {database.InOrder} nodes n ON n.id = l.ancestor_id",
        [database.Ids([Guid.Empty])]);

    private readonly DbCommand groups = database.Prepare(
        $"SELECT m.identity_id, g.name FROM {database.Each("@p0")} {database.InOrder} group_members m ON m.identity_id = j.value {database.InOrder} groups g ON g.id = m.group_id ORDER BY g.normalized_name",
        [database.Ids([Guid.Empty])]);

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

    private static string Holds(Guid? environmentId) =>
        $"(a.effective_from IS NULL OR a.effective_from <= @p1) AND (a.effective_to IS NULL OR a.effective_to > @p1){(environmentId is null ? "" : " AND a.environment_id = @p2")}";

    public void Dispose()
    {
        roles.Dispose();
        paths.Dispose();
        groups.Dispose();
    }
}
