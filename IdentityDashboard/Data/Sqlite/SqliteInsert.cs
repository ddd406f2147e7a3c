using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// A prepared INSERT that values are bound to without a parameter object for each: the values lie as
/// Microsoft.Data.Sqlite would write them.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly sqlite3_stmt _statement;
    private readonly RowFormat _format;

    public SqliteInsert(SqliteConnection connection, RowFormat format)
    {
        _handle = connection.Handle ?? throw new InvalidOperationException("The connection isn't open.");
        _format = format;
        var sql = $"INSERT INTO \"{format.Table}\" ({format.ColumnList}) VALUES ({string.Join(", ", format.Columns.Select((_, i) => $"?{(i + 1).ToString(CultureInfo.InvariantCulture)}"))})";
        Check(raw.sqlite3_prepare_v2(_handle, sql, out _statement));
    }

    /// <exception cref="SqliteException">A rule of the database is broken.</exception>
    public void Write(object row)
    {
        for (var i = 0; i < _format.Columns.Count; i++) Check(Bind(i + 1, _format.Columns[i].Of(row)));
        var outcome = raw.sqlite3_step(_statement);
        if (outcome != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(outcome, _handle);
        Check(raw.sqlite3_reset(_statement));
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int at, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, at),
        string text => Bind(at, text),
        // Ids lie as text in capitals.
        Guid id => Bind(at, id),
        bool flag => raw.sqlite3_bind_int(_statement, at, flag ? 1 : 0),
        int number => raw.sqlite3_bind_int(_statement, at, number),
        long number => raw.sqlite3_bind_int64(_statement, at, number),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, at, bytes),
        _ => throw new NotSupportedException($"{value.GetType().Name} isn't provided for."),
    };

    private int Bind(int at, Guid id)
    {
        Span<byte> text = stackalloc byte[36];
        id.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        return raw.sqlite3_bind_text(_statement, at, text);
    }

    private int Bind(int at, string text)
    {
        // An empty span would be NULL.
        if (text.Length == 0) return raw.sqlite3_bind_text(_statement, at, text);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return raw.sqlite3_bind_text(_statement, at, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(outcome, _handle);
    }
}
