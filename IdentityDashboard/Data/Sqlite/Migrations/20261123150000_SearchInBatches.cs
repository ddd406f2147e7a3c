using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Sqlite.Migrations;

/// <summary>
/// FTS5 writes what it has gathered at the beginning of every statement that may have to be taken back: a trigger for each
/// row costs a segment for each row. Whoever writes many rows now says so, and has them indexed by one statement afterwards.
/// </summary>
public partial class SearchInBatches : Migration
{
    private const string Alone = "WHEN NOT (SELECT is_open FROM search_batch)";

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE search_batch (is_open INTEGER NOT NULL, documents_before INTEGER NOT NULL, entries_before INTEGER NOT NULL);
            INSERT INTO search_batch VALUES (0, 0, 0);
            """);
        Replace(migrationBuilder, Alone);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        Replace(migrationBuilder, "");
        migrationBuilder.Sql("DROP TABLE search_batch;");
    }

    private static void Replace(MigrationBuilder migrationBuilder, string when) => migrationBuilder.Sql(
        $"""
         DROP TRIGGER search_documents_added;
         DROP TRIGGER audit_entries_search;
         CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents {when} BEGIN INSERT INTO search_index(rowid, text) VALUES (new.id, new.text); END;
         CREATE TRIGGER audit_entries_search AFTER INSERT ON audit_entries {when} BEGIN INSERT INTO audit_search(rowid, search_text) VALUES (new.sequence, new.search_text); END;
         """);
}
