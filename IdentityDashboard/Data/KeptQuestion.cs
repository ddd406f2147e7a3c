using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using IdentityDashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IdentityDashboard.Data;

/// <summary>
/// A yes-or-no question asked so often that writing its statement anew would cost more than the answer. EF Core writes
/// it once for each database, from the same query as everything else; from then on it is prepared on each connection and only the values change.
/// </summary>
/// <param name="query">Rows are a yes. It takes each value once, into a local variable of its own name, in the order of <see cref="AskAsync"/>.</param>
internal sealed class KeptQuestion(Func<DashboardDbContext, KeptQuestion.Values, IQueryable<int>> query)
{
    private readonly ConcurrentDictionary<Type, Statement> statements = new();
    private readonly ConditionalWeakTable<DbConnection, DbCommand> prepared = new();

    /// <param name="args">Guids, texts and times.</param>
    public async Task<bool> AskAsync(DashboardDbContext db, CancellationToken ct, params object[] args)
    {
        var statement = statements.GetOrAdd(db.GetType(), static (_, at) => Write(at.Query, at.Db, at.Args), (Query: query, Db: db, Args: args));
        var connection = db.Database.GetDbConnection();
        var opens = connection.State != ConnectionState.Open;
        if (opens) await db.Database.OpenConnectionAsync(ct);
        try
        {
            var command = prepared.GetValue(connection, open => New(open, statement));
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            for (var i = 0; i < statement.Parameters.Count; i++) command.Parameters[i].Value = Stored(db, args[statement.Parameters[i].Arg]);
            await command.PrepareAsync(ct);
            return await command.ExecuteScalarAsync(ct) is not null;
        }
        finally
        {
            if (opens) await db.Database.CloseConnectionAsync();
        }
    }

    private DbCommand New(DbConnection connection, Statement statement)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement.Sql;
        foreach (var (name, _) in statement.Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        connection.StateChange += Closed;
        return command;
    }

    /// <summary>Closing ends what was prepared: the next opening may be of another session.</summary>
    private void Closed(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Open || sender is not DbConnection connection) return;
        connection.StateChange -= Closed;
        if (prepared.TryGetValue(connection, out var command)) command.Dispose();
        prepared.Remove(connection);
    }

    /// <summary>Each value is marked with one no other has, so that the parameters tell by theirs whose they are.</summary>
    private static Statement Write(Func<DashboardDbContext, Values, IQueryable<int>> query, DashboardDbContext db, object[] args)
    {
        var marks = args.Select((arg, i) => Mark(arg, i)).ToArray();
        using var written = query(db, new Values(marks)).CreateDbCommand();
        var stored = marks.Select(mark => Stored(db, mark)).ToList();
        var parameters = written.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, Arg: stored.FindIndex(mark => mark.Equals(p.Value)))).ToList();
        if (parameters.Exists(p => p.Arg < 0)) throw new InvalidOperationException($"A value of the statement isn't one of the question's: {written.CommandText}");
        return new Statement(written.CommandText, parameters);
    }

    private static object Mark(object arg, int index) => arg switch
    {
        Guid => new Guid(index + 1, 0, 0, new byte[8]),
        string => $"{index}",
        DateTimeOffset => DateTimeOffset.UnixEpoch.AddDays(index + 1),
        _ => throw new ArgumentException($"{arg.GetType().Name} isn't provided for.", nameof(arg)),
    };

    private static object Stored(DashboardDbContext db, object value) => value switch
    {
        DateTimeOffset time when db is SqliteDashboardDbContext => SqliteTime.ToMicroseconds(time),
        DateTimeOffset time => time.ToUniversalTime(),
        _ => value,
    };

    /// <summary>The values of a question, taken one after the other.</summary>
    internal sealed class Values(object[] values)
    {
        private int at;

        public T Next<T>() => (T)values[at++];
    }

    private sealed record Statement(string Sql, IReadOnlyList<(string Name, int Arg)> Parameters);
}
