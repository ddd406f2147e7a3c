using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>FTS5 with the trigram tokenizer; kept in step by triggers (see the migrations SearchIndex and Hierarchy).</summary>
internal sealed class SqliteSearchIndex : ISearchIndex
{
    public IQueryable<Guid> Identities(DashboardDbContext db, Guid accountId, string term) => Documents(db, accountId, term, "identity");

    public IQueryable<Guid> Groups(DashboardDbContext db, Guid accountId, string term) => Documents(db, accountId, term, "group");

    public IQueryable<Guid> Nodes(DashboardDbContext db, Guid accountId, string term) => Documents(db, accountId, term, "node");

    public IQueryable<long> Audit(DashboardDbContext db, Guid accountId, string term) => db.Database.SqlQuery<long>(
        $"""
         SELECT e.sequence AS "Value" FROM audit_search s JOIN audit_entries e ON e.sequence = s.rowid
         WHERE audit_search MATCH {Phrase(term)} AND e.account_id = {accountId}
         """);

    private static IQueryable<Guid> Documents(DashboardDbContext db, Guid accountId, string term, string kind) => db.Database.SqlQuery<Guid>(
        $"""
         SELECT d.entity_id AS "Value" FROM search_index s JOIN search_documents d ON d.id = s.rowid
         WHERE search_index MATCH {Phrase(term)} AND d.account_id = {accountId} AND d.kind = {kind}
         """);

    /// <summary>A quoted FTS5 string: everything in it is text, nothing an operator.</summary>
    public static string Phrase(string term) => $"\"{term.ToLowerInvariant().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
