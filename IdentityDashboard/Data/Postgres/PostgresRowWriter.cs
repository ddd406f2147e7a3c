using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IdentityDashboard.Data.Postgres;

/// <summary>
/// One statement for each table that takes every column as an array, all in one round trip: its text is the same for any
/// number of rows, so it stays prepared.
/// </summary>
internal sealed class PostgresRowWriter : IRowWriter
{
    private readonly ConcurrentDictionary<RowFormat, string> _statements = new();

    /// <summary>So that one waits for the disk while others ask; more would only wait for processors.</summary>
    public int AtOnce { get; } = 4 * Environment.ProcessorCount;

    public async Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct)
    {
        await using var batch = ((NpgsqlConnection)db.Database.GetDbConnection()).CreateBatch();
        batch.Transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        foreach (var (type, written) in rows.Tables)
        {
            var format = RowFormat.Of(db, type);
            var insert = new NpgsqlBatchCommand(_statements.GetOrAdd(format, Statement));
            foreach (var column in format.Columns) insert.Parameters.Add(new NpgsqlParameter { Value = Values(column, written), DataTypeName = $"{column.StoreType}[]" });
            batch.BatchCommands.Add(insert);
        }

        try
        {
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e)
        {
            throw new DbUpdateException("Writing rows failed.", e);
        }
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
