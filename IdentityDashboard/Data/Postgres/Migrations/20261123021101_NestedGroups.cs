using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class NestedGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_group_members_identity_id",
                table: "group_members");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "effective_from",
                table: "group_members",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "effective_to",
                table: "group_members",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "group_lineage",
                columns: table => new
                {
                    descendant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ancestor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    distance = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_lineage", x => new { x.descendant_id, x.ancestor_id });
                    table.ForeignKey(
                        name: "FK_group_lineage_groups_ancestor_id",
                        column: x => x.ancestor_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_group_lineage_groups_descendant_id",
                        column: x => x.descendant_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_parents",
                columns: table => new
                {
                    parent_id = table.Column<Guid>(type: "uuid", nullable: false),
                    child_id = table.Column<Guid>(type: "uuid", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_parents", x => new { x.child_id, x.parent_id });
                    table.ForeignKey(
                        name: "FK_group_parents_groups_child_id",
                        column: x => x.child_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_group_parents_groups_parent_id",
                        column: x => x.parent_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_group_members_of_person",
                table: "group_members",
                columns: new[] { "identity_id", "group_id", "effective_from", "effective_to" });

            migrationBuilder.CreateIndex(
                name: "ix_group_members_windows",
                table: "group_members",
                column: "group_id",
                filter: "effective_from IS NOT NULL OR effective_to IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_group_lineage_ancestor_id",
                table: "group_lineage",
                column: "ancestor_id");

            migrationBuilder.CreateIndex(
                name: "IX_group_parents_parent_id",
                table: "group_parents",
                column: "parent_id");

            // Every group stands in itself: without this row nobody would count as being in it.
            migrationBuilder.Sql("INSERT INTO group_lineage (descendant_id, ancestor_id, distance) SELECT id, id, 0 FROM groups;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "group_lineage");

            migrationBuilder.DropTable(
                name: "group_parents");

            migrationBuilder.DropIndex(
                name: "ix_group_members_of_person",
                table: "group_members");

            migrationBuilder.DropIndex(
                name: "ix_group_members_windows",
                table: "group_members");

            migrationBuilder.DropColumn(
                name: "effective_from",
                table: "group_members");

            migrationBuilder.DropColumn(
                name: "effective_to",
                table: "group_members");

            migrationBuilder.CreateIndex(
                name: "IX_group_members_identity_id",
                table: "group_members",
                column: "identity_id");
        }
    }
}
