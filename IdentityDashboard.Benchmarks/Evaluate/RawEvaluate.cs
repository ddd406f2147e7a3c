using System.Data.Common;
using IdentityDashboard.Benchmarks.Lists;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Benchmarks.Evaluate;

/// <summary>The same question as one statement by hand, prepared once on a connection of its own.</summary>
internal sealed class RawEvaluate : IAsyncDisposable
{
    private readonly RawDatabase database;
    private readonly DbCommand command;

    private RawEvaluate(RawDatabase database, DbCommand command) => (this.database, this.command) = (database, command);

    public static async Task<RawEvaluate> OpenAsync(DatabaseChoice choice, Question any)
    {
        var opened = await RawDatabase.OpenAsync(choice);
        // One plan for all values, as a statement prepared once has it.
        if (opened.IsPostgres) await opened.Prepare("SET plan_cache_mode = auto", []).ExecuteNonQueryAsync();
        return new RawEvaluate(opened, opened.Prepare(Sql(opened.InOrder), [any.IdentityId, any.Permission, any.NodeId, DateTimeOffset.UtcNow]));
    }

    public async Task<bool> AskAsync(Question question)
    {
        command.Parameters[0].Value = database.Value(question.IdentityId);
        command.Parameters[1].Value = question.Permission;
        command.Parameters[2].Value = database.Value(question.NodeId);
        command.Parameters[3].Value = database.Value(DateTimeOffset.UtcNow);
        // SQLite's asynchronous methods aren't; PostgreSQL's are.
        return (database.IsPostgres ? await command.ExecuteScalarAsync() : command.ExecuteScalar()) is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await command.DisposeAsync();
        await database.DisposeAsync();
    }

    private static string Sql(string join)
    {
        var reaching = $"""
            {join} node_lineage l ON l.descendant_id = @p2 AND l.ancestor_id = a.node_id
            {join} nodes n ON n.id = a.node_id AND NOT n.is_archived
            {join} role_permissions g ON g.role_id = a.role_id
            {join} permissions p ON p.id = g.permission_id AND p."key" = @p1
            """;
        var here = $"NOT EXISTS (SELECT 1 FROM environments e {join} app_memberships h ON h.application_id = e.application_id AND h.identity_id = @p0 AND h.state <> {(int)MembershipState.Active} WHERE e.id = a.environment_id)";
        return $"""
            SELECT 1 FROM identities i WHERE i.id = @p0 AND i.state = {(int)PrincipalState.Active} AND (
                EXISTS (SELECT 1 FROM assignments a {reaching} WHERE a.identity_id = @p0 AND {Counts("a")} AND {here})
                OR EXISTS (SELECT 1 FROM group_members m {join} group_lineage u ON u.descendant_id = m.group_id {join} assignments a ON a.group_id = u.ancestor_id {reaching}
                           WHERE m.identity_id = @p0 AND {Counts("m")} AND {Counts("a")} AND {here}))
            """;
    }

    private static string Counts(string row) => $"({row}.effective_from IS NULL OR {row}.effective_from <= @p3) AND ({row}.effective_to IS NULL OR {row}.effective_to > @p3)";
}
