using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class InvitationTraits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "traits",
                table: "invitations",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "traits",
                table: "invitations");
        }
    }
}
