using IdentityDashboard.Data;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Data;

public sealed class MigrationTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_migrations_hold_the_whole_model(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        await using var db = await app.Dbs.CreateDbContextAsync();

        var pending = db.Database.HasPendingModelChanges();

        Assert.False(pending);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Foreign_keys_are_on(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await using var db = await app.Dbs.CreateDbContextAsync();

        var orphan = () => db.Database.ExecuteSqlAsync(
            $"UPDATE account_owners SET identity_id = {Guid.NewGuid()} WHERE account_id = {account.Id}");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(orphan);
    }

    [Fact]
    public async Task R18_A_start_killed_inside_a_migration_does_not_hang_the_next_one()
    {
        await using var folder = await SqliteFolder.CreateAsync();
        await LeaveStaleLockAsync(folder);

        await using var app = await TestApp.StartAsync(folder);

        var account = await app.AccountAsync();
        Assert.NotEqual(Guid.Empty, account.Id);
    }

    private static async Task LeaveStaleLockAsync(SqliteFolder folder)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(folder.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock"("Id", "Timestamp") VALUES (1, '2026-01-01 00:00:00');
            """;
        await command.ExecuteNonQueryAsync();
    }
}
