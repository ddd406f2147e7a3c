using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations;

/// <summary>Trigram search over people, groups and the audit.</summary>
public partial class SearchIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE INDEX ix_identities_search ON identities USING gin (search_text gin_trgm_ops);
        CREATE INDEX ix_groups_search ON groups USING gin (normalized_name gin_trgm_ops);
        CREATE INDEX ix_audit_entries_search ON audit_entries USING gin (search_text gin_trgm_ops);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "DROP INDEX ix_identities_search; DROP INDEX ix_groups_search; DROP INDEX ix_audit_entries_search;");
}
