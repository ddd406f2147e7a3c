using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IdentityDashboard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Console : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_identities_account_id_sort_name_id",
                table: "identities");

            migrationBuilder.AddColumn<string>(
                name: "search_extra",
                table: "identities",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "sessions_ended",
                table: "identities",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "group_columns",
                table: "admin_preferences",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_compact",
                table: "admin_preferences",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "no_single_keys",
                table: "admin_preferences",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "user_columns",
                table: "admin_preferences",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "attribute_definitions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    label = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    help = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    options = table.Column<string>(type: "text", nullable: false),
                    is_required = table.Column<bool>(type: "boolean", nullable: false),
                    is_unique = table.Column<bool>(type: "boolean", nullable: false),
                    is_searchable = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attribute_definitions", x => x.id);
                    table.ForeignKey(
                        name: "FK_attribute_definitions_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false),
                    covered = table.Column<string>(type: "text", nullable: false),
                    missing = table.Column<string>(type: "text", nullable: false),
                    digests = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_seals", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "bulk_jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_kind = table.Column<int>(type: "integer", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_name = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    actor_ip = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    environment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    parameters = table.Column<string>(type: "text", nullable: false),
                    selection = table.Column<string>(type: "text", nullable: true),
                    prepared_to = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    succeeded = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undo_of = table.Column<Guid>(type: "uuid", nullable: true),
                    leased_by = table.Column<Guid>(type: "uuid", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bulk_jobs", x => x.id);
                    table.ForeignKey(
                        name: "FK_bulk_jobs_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    list = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    query = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    columns = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    is_shared = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_views", x => x.id);
                    table.ForeignKey(
                        name: "FK_saved_views_identities_owner_id",
                        column: x => x.owner_id,
                        principalTable: "identities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "attribute_values",
                columns: table => new
                {
                    identity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    definition_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    value = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    comparable = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false, collation: "C"),
                    unique_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attribute_values", x => new { x.identity_id, x.definition_id });
                    table.ForeignKey(
                        name: "FK_attribute_values_attribute_definitions_definition_id",
                        column: x => x.definition_id,
                        principalTable: "attribute_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_attribute_values_identities_identity_id",
                        column: x => x.identity_id,
                        principalTable: "identities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bulk_job_rows",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    target_id = table.Column<Guid>(type: "uuid", nullable: false),
                    target_name = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    made_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bulk_job_rows", x => new { x.job_id, x.position });
                    table.ForeignKey(
                        name: "FK_bulk_job_rows_bulk_jobs_job_id",
                        column: x => x.job_id,
                        principalTable: "bulk_jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_identities_account_id_sort_name_id_state",
                table: "identities",
                columns: new[] { "account_id", "sort_name", "id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_identities_account_id_source_sort_name_id",
                table: "identities",
                columns: new[] { "account_id", "source", "sort_name", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_identities_account_id_two_factor_enabled_sort_name_id",
                table: "identities",
                columns: new[] { "account_id", "two_factor_enabled", "sort_name", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_identities_deleted_at",
                table: "identities",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_groups_account_id_updated_at_id",
                table: "groups",
                columns: new[] { "account_id", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_account_id_action_sequence",
                table: "audit_entries",
                columns: new[] { "account_id", "action", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_account_id_at",
                table: "audit_entries",
                columns: new[] { "account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_attribute_definitions_account_id_key",
                table: "attribute_definitions",
                columns: new[] { "account_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_attribute_values_definition_id_comparable_identity_id",
                table: "attribute_values",
                columns: new[] { "definition_id", "comparable", "identity_id" });

            migrationBuilder.CreateIndex(
                name: "IX_attribute_values_definition_id_unique_key",
                table: "attribute_values",
                columns: new[] { "definition_id", "unique_key" },
                unique: true,
                filter: "unique_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_bulk_job_rows_job_id_outcome_position",
                table: "bulk_job_rows",
                columns: new[] { "job_id", "outcome", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_bulk_job_rows_job_id_target_id",
                table: "bulk_job_rows",
                columns: new[] { "job_id", "target_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bulk_jobs_account_id_created_at",
                table: "bulk_jobs",
                columns: new[] { "account_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_jobs_open",
                table: "bulk_jobs",
                column: "state",
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "IX_bulk_jobs_undo_of",
                table: "bulk_jobs",
                column: "undo_of");

            migrationBuilder.CreateIndex(
                name: "IX_saved_views_account_id_list",
                table: "saved_views",
                columns: new[] { "account_id", "list" });

            migrationBuilder.CreateIndex(
                name: "IX_saved_views_owner_id_list_name",
                table: "saved_views",
                columns: new[] { "owner_id", "list", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attribute_values");

            migrationBuilder.DropTable(
                name: "audit_seals");

            migrationBuilder.DropTable(
                name: "bulk_job_rows");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "attribute_definitions");

            migrationBuilder.DropTable(
                name: "bulk_jobs");

            migrationBuilder.DropIndex(
                name: "IX_identities_account_id_sort_name_id_state",
                table: "identities");

            migrationBuilder.DropIndex(
                name: "IX_identities_account_id_source_sort_name_id",
                table: "identities");

            migrationBuilder.DropIndex(
                name: "IX_identities_account_id_two_factor_enabled_sort_name_id",
                table: "identities");

            migrationBuilder.DropIndex(
                name: "IX_identities_deleted_at",
                table: "identities");

            migrationBuilder.DropIndex(
                name: "IX_groups_account_id_updated_at_id",
                table: "groups");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_account_id_action_sequence",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_account_id_at",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "search_extra",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "sessions_ended",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "group_columns",
                table: "admin_preferences");

            migrationBuilder.DropColumn(
                name: "is_compact",
                table: "admin_preferences");

            migrationBuilder.DropColumn(
                name: "no_single_keys",
                table: "admin_preferences");

            migrationBuilder.DropColumn(
                name: "user_columns",
                table: "admin_preferences");

            migrationBuilder.CreateIndex(
                name: "IX_identities_account_id_sort_name_id",
                table: "identities",
                columns: new[] { "account_id", "sort_name", "id" });
        }
    }
}
