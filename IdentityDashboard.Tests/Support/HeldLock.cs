using System.Data.Common;
using IdentityDashboard.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace IdentityDashboard.Tests.Support;

/// <summary>Another program that keeps the database to itself: it may be read, and nobody in it is written until this is disposed of.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly DbConnection connection;

    private HeldLock(DbConnection connection) => this.connection = connection;

    public static async Task<HeldLock> TakeAsync(TestApp app, Database database)
    {
        var address = app.Service<IConfiguration>().GetConnectionString(DataFeature.ConnectionName);
        DbConnection opened = database == Database.Sqlite ? new SqliteConnection($"{address};Pooling=False") : new NpgsqlConnection($"{address};Pooling=False");
        await opened.OpenAsync();
        await using var command = opened.CreateCommand();
        command.CommandText = database == Database.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE identities IN EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        return new HeldLock(opened);
    }

    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }
    }
}
