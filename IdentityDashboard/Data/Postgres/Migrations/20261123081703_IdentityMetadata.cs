using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class IdentityMetadata : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_invitations_environment_id",
                table: "invitations");

            migrationBuilder.AddColumn<string>(
                name: "metadata",
                table: "identities",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "require_mfa_enrolment",
                table: "identities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_invitations_environment_id_created_at_id",
                table: "invitations",
                columns: new[] { "environment_id", "created_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_invitations_environment_id_created_at_id",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "metadata",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "require_mfa_enrolment",
                table: "identities");

            migrationBuilder.CreateIndex(
                name: "IX_invitations_environment_id",
                table: "invitations",
                column: "environment_id");
        }
    }
}
