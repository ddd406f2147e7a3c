using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IdentityDashboard.Data.Sqlite;

public sealed class SqliteDashboardDbContext : DashboardDbContext
{
    /// <summary>Every save is a transaction, also of a single row: so it waits its turn, and no thread with it.</summary>
    public SqliteDashboardDbContext(DbContextOptions<SqliteDashboardDbContext> options)
        : base(options) => Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite has no type for times: an integer can be compared and indexed, EF's default text can't.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
    }

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        time => SqliteTime.ToMicroseconds(time), value => SqliteTime.FromMicroseconds(value));
}
