using System.Threading.Channels;
using IdentityDashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>One thread with one connection: what waits is written in one transaction, then all who waited are answered.</summary>
internal sealed class SqliteFloor : IFloorWriter
{
    private const int Most = 400;
    private readonly Channel<(IReadOnlyList<FloorPerson> People, TaskCompletionSource Done)> waiting = Channel.CreateUnbounded<(IReadOnlyList<FloorPerson>, TaskCompletionSource)>();
    private readonly SqliteConnection connection;
    private readonly (SqliteCommand Insert, Func<FloorPerson, object?[]> Row)[] tables;
    private readonly Task writing;

    public SqliteFloor(string connectionString)
    {
        connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 17179869184;");
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT a.account_id, a.id, k.id FROM applications a JOIN api_keys k ON k.account_id = a.account_id LIMIT 1";
        using (var row = read.ExecuteReader())
        {
            row.Read();
            Place = new FloorPlace(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2));
        }

        tables = [(Insert(connection, "identities", FloorPerson.IdentityColumns), p => p.Identity()), (Insert(connection, "app_memberships", FloorPerson.MemberColumns), p => p.Member()), (Insert(connection, "audit_entries", FloorPerson.AuditColumns), p => p.Audit())];
        writing = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public FloorPlace Place { get; }

    public Task WriteAsync(IReadOnlyList<FloorPerson> people)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Writer.TryWrite((people, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await connection.DisposeAsync();
    }

    private void Run()
    {
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var (taken, rows) = (new List<TaskCompletionSource>(), 0);
            Execute("BEGIN IMMEDIATE");
            Execute(SqliteSearchBatch.Begin);
            while (rows < Most && waiting.Reader.TryRead(out var next))
            {
                foreach (var person in next.People) Write(person);
                rows += next.People.Count;
                taken.Add(next.Done);
            }

            Execute(SqliteSearchBatch.End);
            Execute("COMMIT");
            taken.ForEach(t => t.SetResult());
        }
    }

    private void Write(FloorPerson person)
    {
        foreach (var (insert, row) in tables)
        {
            var values = row(person);
            for (var i = 0; i < values.Length; i++) insert.Parameters[i].Value = Stored(values[i]);
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Prepared, with a parameter for each column.</summary>
    public static SqliteCommand Insert(SqliteConnection connection, string table, string columns)
    {
        var names = columns.Split(", ");
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", names.Select((_, i) => $"@p{i}"))})";
        for (var i = 0; i < names.Length; i++) command.Parameters.Add(new SqliteParameter($"@p{i}", ""));
        command.Prepare();
        return command;
    }

    /// <summary>As the product's tables hold it.</summary>
    public static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => SqliteTime.ToMicroseconds(time),
        Guid id => id.ToString().ToUpperInvariant(),
        _ => value,
    };

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
