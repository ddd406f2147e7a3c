using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>A connection of our own, with statements prepared once, and what the two databases say differently.</summary>
internal sealed class RawDatabase : IAsyncDisposable
{
    private readonly DbConnection connection;

    private RawDatabase(DbConnection connection) => this.connection = connection;

    public bool IsPostgres => connection is NpgsqlConnection;

    /// <summary>Keeps a join in the order written.</summary>
    public string InOrder => IsPostgres ? "JOIN" : "CROSS JOIN";

    public static async Task<RawDatabase> OpenAsync(DatabaseChoice database)
    {
        DbConnection opened = database.IsPostgres
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Connection) { CommandTimeout = 0 }.ToString())
            : new SqliteConnection(new SqliteConnectionStringBuilder(database.Connection) { Pooling = false, DefaultTimeout = 0 }.ToString());
        await opened.OpenAsync();
        var raw = new RawDatabase(opened);
        // A plan made for values of any kind is often a bad one for these.
        if (raw.IsPostgres) await raw.Prepare("SET plan_cache_mode = force_custom_plan", []).ExecuteNonQueryAsync();
        return raw;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>A prepared statement; parameters are @p0, @p1 and so on.</summary>
    public DbCommand Prepare(string sql, IReadOnlyList<object> args)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < args.Count; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"p{i}", Value(args[i]));
            if (command is SqliteCommand) parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }

    public async Task<List<T>> ReadAsync<T>(string sql, IReadOnlyList<object> args, Func<DbDataReader, T> row)
    {
        await using var command = Prepare(sql, args);
        return await ReadAsync(command, row);
    }

    public static async Task<List<T>> ReadAsync<T>(DbCommand command, Func<DbDataReader, T> row)
    {
        var rows = new List<T>();
        // SQLite's asynchronous methods aren't; PostgreSQL's are.
        if (command is SqliteCommand)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read()) rows.Add(row(reader));
        }
        else
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add(row(reader));
        }

        return rows;
    }

    public async Task<long> NumberAsync(string sql, params IReadOnlyList<object> args) =>
        (await ReadAsync(sql, args, r => Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture)))[0];

    /// <summary>The ids of one parameter as rows <c>j.value</c>.</summary>
    public string Each(string parameter) => IsPostgres ? $"unnest({parameter}) AS j(value)" : $"json_each({parameter}) j";

    public object Ids(IReadOnlyList<Guid> ids) => IsPostgres ? ids.ToArray() : JsonSerializer.Serialize(ids.Select(id => id.ToString().ToUpperInvariant()));

    /// <summary>A time as it is stored.</summary>
    public object Value(object value) => value switch
    {
        DateTimeOffset time when !IsPostgres => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        Guid id when !IsPostgres => id.ToString().ToUpperInvariant(),
        _ => value,
    };

    public DateTimeOffset Time(DbDataReader reader, int column) =>
        IsPostgres ? reader.GetFieldValue<DateTimeOffset>(column) : DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(column) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Whether the text is in the column, by reading it: no index can help.</summary>
    public string Like(string column, string parameter) => IsPostgres ? $"({column} || '') LIKE {parameter}" : $"{column} LIKE {parameter}";

    /// <summary>A sub-select of the ids the trigram index finds.</summary>
    public (string Sql, object Arg) Search(string term, string account, string parameter) => IsPostgres
        ? ($"SELECT f.id FROM identities f WHERE f.account_id = {account} AND f.search_text LIKE {parameter}", $"%{term}%")
        : ($"SELECT d.entity_id AS id FROM search_index s JOIN search_documents d ON d.id = s.rowid WHERE search_index MATCH {parameter} AND d.account_id = {account} AND d.kind = 'identity'", $"\"{term}\"");
}
