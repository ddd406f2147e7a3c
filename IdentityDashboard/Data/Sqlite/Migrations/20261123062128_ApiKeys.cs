using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ApiKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The keys there are were made by the first run, from the server's configuration.
            migrationBuilder.AddColumn<Guid>(
                name: "created_by_id",
                table: "api_keys",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "created_by_kind",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: 2);

            migrationBuilder.AddColumn<string>(
                name: "created_by_name",
                table: "api_keys",
                type: "TEXT",
                maxLength: 254,
                nullable: false,
                defaultValue: "First run");

            migrationBuilder.AddColumn<long>(
                name: "expires_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_used_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "replaced_by_id",
                table: "api_keys",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "created_by_id",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "created_by_kind",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "created_by_name",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "last_used_at",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "replaced_by_id",
                table: "api_keys");
        }
    }
}
