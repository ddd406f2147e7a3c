using System.ComponentModel.DataAnnotations;

namespace IdentityDashboard.Data;

/// <summary>Where data lives: keys <c>Database__Provider</c> and <c>ConnectionStrings__Dashboard</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    [AllowedValues(Sqlite, Postgres, ErrorMessage = "Database__Provider must be sqlite or postgres.")]
    public string Provider { get; set; } = Sqlite;

    public bool IsPostgres => Provider == Postgres;
}
