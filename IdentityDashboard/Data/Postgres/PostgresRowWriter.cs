using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IdentityDashboard.Data.Postgres;

/// <summary>
/// Few rows: one statement for each table that takes every column as an array, all in one round trip; its text is the same
/// for any number of rows, so it stays prepared. Many: COPY, table by table.
/// </summary>
internal sealed class PostgresRowWriter : IRowWriter
{
    /// <summary>Rows of a table from which on a round trip for each table costs less than arrays do.</summary>
    private const int CopyFrom = 50;

    private readonly ConcurrentDictionary<RowFormat, string> _statements = new();
    private long _copied;

    /// <summary>So that one waits for the disk while others ask; more would only wait for processors.</summary>
    public int AtOnce { get; } = 4 * Environment.ProcessorCount;

    /// <summary>How many rows were copied since the start.</summary>
    public long Copied => Interlocked.Read(ref _copied);

    public async Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var tables = rows.Tables.Select(t => (Format: RowFormat.Of(db, t.Type), t.Rows)).ToList();
        try
        {
            if (tables.Exists(t => t.Rows.Count >= CopyFrom)) await CopyAsync(connection, tables, ct);
            else if (tables.Count > 0) await InsertAsync(connection, (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction(), tables, ct);
        }
        catch (PostgresException e)
        {
            throw new DbUpdateException("Writing rows failed.", e);
        }
    }

    private async Task CopyAsync(NpgsqlConnection connection, List<(RowFormat Format, IReadOnlyList<object> Rows)> tables, CancellationToken ct)
    {
        foreach (var (format, written) in tables)
        {
            await using var copy = await connection.BeginBinaryImportAsync($"COPY {format.Table} ({format.ColumnList}) FROM STDIN (FORMAT BINARY)", ct);
            foreach (var row in written)
            {
                await copy.StartRowAsync(ct);
                foreach (var column in format.Columns)
                {
                    if (column.Of(row) is { } value) await copy.WriteAsync(value, column.StoreType, ct);
                    else await copy.WriteNullAsync(ct);
                }
            }

            await copy.CompleteAsync(ct);
            Interlocked.Add(ref _copied, written.Count);
        }
    }

    private async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, List<(RowFormat Format, IReadOnlyList<object> Rows)> tables, CancellationToken ct)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var (format, written) in tables)
        {
            var insert = new NpgsqlBatchCommand(_statements.GetOrAdd(format, Statement));
            foreach (var column in format.Columns) insert.Parameters.Add(new NpgsqlParameter { Value = Values(column, written), DataTypeName = $"{column.StoreType}[]" });
            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static string Statement(RowFormat format) =>
        $"INSERT INTO {format.Table} ({format.ColumnList}) SELECT * FROM unnest({string.Join(", ", format.Columns.Select((_, i) => $"${(i + 1).ToString(CultureInfo.InvariantCulture)}"))})";

    private static Array Values(RowColumn column, IReadOnlyList<object> rows)
    {
        var values = Array.CreateInstance(column.ValueType.IsValueType ? typeof(Nullable<>).MakeGenericType(column.ValueType) : column.ValueType, rows.Count);
        for (var i = 0; i < rows.Count; i++) values.SetValue(column.Of(rows[i]), i);
        return values;
    }
}
