using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Hierarchy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "archived_at",
                table: "nodes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_archived",
                table: "nodes",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "hierarchy_schemas",
                columns: table => new
                {
                    environment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    types = table.Column<string>(type: "text", nullable: false),
                    max_depth = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false)
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

            // Search finds nodes too.
            migrationBuilder.Sql("CREATE INDEX ix_nodes_search ON nodes USING gin (lower(name) gin_trgm_ops);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_nodes_search;");

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
