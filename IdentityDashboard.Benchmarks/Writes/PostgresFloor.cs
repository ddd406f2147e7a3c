using Npgsql;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>COPY for many; for one person three prepared statements in one round trip. The server commits together what arrives together.</summary>
internal sealed class PostgresFloor : IFloorWriter
{
    private static readonly (string Table, string Columns, Func<FloorPerson, object?[]> Row)[] Tables =
        [("identities", FloorPerson.IdentityColumns, p => p.Identity()), ("app_memberships", FloorPerson.MemberColumns, p => p.Member()), ("audit_entries", FloorPerson.AuditColumns, p => p.Audit())];

    private readonly NpgsqlDataSource source;

    private PostgresFloor(NpgsqlDataSource source, FloorPlace place) => (this.source, Place) = (source, place);

    public FloorPlace Place { get; }

    public static async Task<PostgresFloor> OpenAsync(string connection)
    {
        var opened = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2 });
        await using var reading = await opened.OpenConnectionAsync();
        return new PostgresFloor(opened, await PlaceAsync(reading));
    }

    public static async Task<FloorPlace> PlaceAsync(NpgsqlConnection connection)
    {
        await using var read = new NpgsqlCommand("SELECT a.account_id, a.id, k.id FROM applications a JOIN api_keys k ON k.account_id = a.account_id LIMIT 1", connection);
        await using var row = await read.ExecuteReaderAsync();
        await row.ReadAsync();
        return new FloorPlace(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2));
    }

    /// <summary>Within the connection's transaction.</summary>
    public static async Task CopyRowsAsync(NpgsqlConnection connection, IReadOnlyList<FloorPerson> people)
    {
        foreach (var (table, columns, row) in Tables)
        {
            await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)");
            foreach (var person in people) await copy.WriteRowAsync(CancellationToken.None, row(person)!);
            await copy.CompleteAsync();
        }
    }

    public async Task WriteAsync(IReadOnlyList<FloorPerson> people)
    {
        await using var connection = await source.OpenConnectionAsync();
        if (people.Count == 1) await WriteOneAsync(connection, people[0]);
        else await CopyAsync(connection, people);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task WriteOneAsync(NpgsqlConnection connection, FloorPerson person)
    {
        await using var batch = connection.CreateBatch();
        foreach (var (table, columns, row) in Tables)
        {
            var values = row(person);
            var command = new NpgsqlBatchCommand($"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", values.Select((_, i) => $"${i + 1}"))})");
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<FloorPerson> people)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await CopyRowsAsync(connection, people);
        await transaction.CommitAsync();
    }
}
