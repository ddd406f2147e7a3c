using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Sqlite.Migrations;

/// <summary>
/// Trigram search over people, groups and the audit. FTS5 needs a stable integer row id, which a table keyed by
/// UUID doesn't have: search_documents gives each searchable thing one, and triggers keep all in step.
/// </summary>
public partial class SearchIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE search_documents (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                entity_id TEXT NOT NULL,
                account_id TEXT NOT NULL,
                text TEXT NOT NULL);
            CREATE UNIQUE INDEX ix_search_documents_entity ON search_documents (entity_id, kind);
            CREATE VIRTUAL TABLE search_index USING fts5(text, content='search_documents', content_rowid='id', tokenize='trigram');
            CREATE VIRTUAL TABLE audit_search USING fts5(search_text, content='audit_entries', content_rowid='sequence', tokenize='trigram');
            """);

        Trigger(migrationBuilder, "search_documents_added", "AFTER INSERT ON search_documents",
            "INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);");
        Trigger(migrationBuilder, "search_documents_removed", "AFTER DELETE ON search_documents",
            "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);");
        Trigger(migrationBuilder, "search_documents_changed", "AFTER UPDATE OF text ON search_documents WHEN old.text <> new.text",
            """
            INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);
            """);
        Searchable(migrationBuilder, "identities", "identity", "search_text");
        Searchable(migrationBuilder, "groups", "group", "normalized_name");
        Trigger(migrationBuilder, "audit_entries_search", "AFTER INSERT ON audit_entries",
            "INSERT INTO audit_search(rowid, search_text) VALUES (new.sequence, new.search_text);");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in new[] { "identities", "groups" })
        {
            foreach (var kind in new[] { "added", "changed", "removed" }) migrationBuilder.Sql($"DROP TRIGGER {table}_search_{kind};");
        }

        migrationBuilder.Sql("DROP TRIGGER audit_entries_search; DROP TABLE audit_search; DROP TABLE search_index; DROP TABLE search_documents;");
    }

    private static void Searchable(MigrationBuilder migrationBuilder, string table, string kind, string text)
    {
        Trigger(migrationBuilder, $"{table}_search_added", $"AFTER INSERT ON {table}",
            $"INSERT INTO search_documents(kind, entity_id, account_id, text) VALUES ('{kind}', new.id, new.account_id, new.{text});");
        Trigger(migrationBuilder, $"{table}_search_changed", $"AFTER UPDATE OF {text} ON {table} WHEN old.{text} <> new.{text}",
            $"UPDATE search_documents SET text = new.{text} WHERE entity_id = new.id AND kind = '{kind}';");
        Trigger(migrationBuilder, $"{table}_search_removed", $"AFTER DELETE ON {table}",
            $"DELETE FROM search_documents WHERE entity_id = old.id AND kind = '{kind}';");
    }

    private static void Trigger(MigrationBuilder migrationBuilder, string name, string when, string body) =>
        migrationBuilder.Sql($"CREATE TRIGGER {name} {when} BEGIN {body} END;");
}
