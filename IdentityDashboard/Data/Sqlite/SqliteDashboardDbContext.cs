using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IdentityDashboard.Data.Sqlite;

public sealed class SqliteDashboardDbContext(DbContextOptions<SqliteDashboardDbContext> options) : DashboardDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite has no type for times: an integer can be compared and indexed, EF's default text can't.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
    }

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        time => SqliteTime.ToMicroseconds(time), value => SqliteTime.FromMicroseconds(value));
}
