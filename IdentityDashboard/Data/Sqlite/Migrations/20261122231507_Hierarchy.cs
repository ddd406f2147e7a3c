using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Hierarchy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "archived_at",
                table: "nodes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_archived",
                table: "nodes",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "hierarchy_schemas",
                columns: table => new
                {
                    environment_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    types = table.Column<string>(type: "TEXT", nullable: false),
                    max_depth = table.Column<int>(type: "INTEGER", nullable: true),
                    version = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hierarchy_schemas", x => x.environment_id);
                    table.ForeignKey(
                        name: "FK_hierarchy_schemas_environments_environment_id",
                        column: x => x.environment_id,
                        principalTable: "environments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_nodes_archived",
                table: "nodes",
                column: "id",
                filter: "is_archived");

            // Search finds nodes too; those that are there come in at once.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER nodes_search_added AFTER INSERT ON nodes BEGIN
                    INSERT INTO search_documents(kind, entity_id, account_id, text) VALUES ('node', new.id, new.account_id, new.name); END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER nodes_search_changed AFTER UPDATE OF name ON nodes WHEN old.name <> new.name BEGIN
                    UPDATE search_documents SET text = new.name WHERE entity_id = new.id AND kind = 'node'; END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER nodes_search_removed AFTER DELETE ON nodes BEGIN
                    DELETE FROM search_documents WHERE entity_id = old.id AND kind = 'node'; END;
                """);
            migrationBuilder.Sql("INSERT INTO search_documents(kind, entity_id, account_id, text) SELECT 'node', id, account_id, name FROM nodes;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var kind in new[] { "added", "changed", "removed" }) migrationBuilder.Sql($"DROP TRIGGER nodes_search_{kind};");
            migrationBuilder.Sql("DELETE FROM search_documents WHERE kind = 'node';");

            migrationBuilder.DropTable(
                name: "hierarchy_schemas");

            migrationBuilder.DropIndex(
                name: "ix_nodes_archived",
                table: "nodes");

            migrationBuilder.DropColumn(
                name: "archived_at",
                table: "nodes");

            migrationBuilder.DropColumn(
                name: "is_archived",
                table: "nodes");
        }
    }
}
