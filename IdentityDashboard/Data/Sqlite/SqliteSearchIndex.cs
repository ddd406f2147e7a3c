using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>FTS5 with the trigram tokenizer; kept in step by triggers (see the migrations SearchIndex and Hierarchy).</summary>
internal sealed class SqliteSearchIndex : ISearchIndex
{
    private const int Trigram = 3;

    public IQueryable<Guid> Identities(DashboardDbContext db, Guid accountId, string term) =>
        Documents(db, accountId, Phrase(term), "identity", IsPart(term) ? term.ToLowerInvariant() : "");

    public IQueryable<Guid> Groups(DashboardDbContext db, Guid accountId, string term) => Documents(db, accountId, Quoted(term), "group");

    public IQueryable<Guid> Nodes(DashboardDbContext db, Guid accountId, string term) => Documents(db, accountId, Quoted(term), "node");

    public IQueryable<long> Audit(DashboardDbContext db, Guid accountId, string term) => db.Database.SqlQuery<long>(
        $"""
         SELECT e.sequence AS "Value" FROM audit_search s JOIN audit_entries e ON e.sequence = s.rowid
         WHERE audit_search MATCH {Quoted(term)} AND e.account_id = {accountId}
         """);

    /// <param name="whole">What the text, in small letters, has to hold besides; empty for nothing.</param>
    private static IQueryable<Guid> Documents(DashboardDbContext db, Guid accountId, string phrase, string kind, string whole = "") => db.Database.SqlQuery<Guid>(
        $"""
         SELECT d.entity_id AS "Value" FROM search_index s JOIN search_documents d ON d.id = s.rowid
         WHERE search_index MATCH {phrase} AND d.account_id = {accountId} AND d.kind = {kind} AND instr(d.text, {whole}) > 0
         """);

    /// <summary>What to look for in the index of people; of an address only the part up to the @.</summary>
    public static string Phrase(string term) => Quoted(Part(term));

    /// <summary>Whether <see cref="Phrase"/> finds more than the term: what is found has to be compared with the whole of it.</summary>
    public static bool IsPart(string term) => Part(term).Length < term.Length;

    /// <summary>
    /// The domain is the same in thousands of addresses: each of its trigrams is a list of them all, which the index
    /// would go through for nothing.
    /// </summary>
    private static string Part(string term) => term.IndexOf('@', StringComparison.Ordinal) is var at and >= Trigram - 1 ? term[..(at + 1)] : term;

    /// <summary>A quoted FTS5 string: everything in it is text, nothing an operator.</summary>
    private static string Quoted(string term) => $"\"{term.ToLowerInvariant().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
