using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class GroupAssignments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_assignments_group_id_node_id_role_id",
                table: "assignments");

            migrationBuilder.CreateIndex(
                name: "IX_assignments_group_id_node_id_role_id",
                table: "assignments",
                columns: new[] { "group_id", "node_id", "role_id" },
                filter: "group_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_assignments_group_id_node_id_role_id",
                table: "assignments");

            migrationBuilder.CreateIndex(
                name: "IX_assignments_group_id_node_id_role_id",
                table: "assignments",
                columns: new[] { "group_id", "node_id", "role_id" });
        }
    }
}
