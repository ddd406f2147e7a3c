using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// Lets what writes in this process through one after the other, in the order they came: transactions, and updates without
/// one. SQLite has one writer; left to it, those who wait keep a thread each and ask again every now and then, and where many
/// write one of them may never be heard.
/// </summary>
/// <param name="patience">As long as SQLite itself waits for a lock; who waited longer is refused as by SQLite.</param>
internal sealed class SqliteWriteQueue(TimeSpan patience) : DbTransactionInterceptor, IDbConnectionInterceptor, IDbCommandInterceptor, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConditionalWeakTable<DbConnection, object> _holding = [];

    public void Dispose() => _turn.Dispose();

    /// <summary>A turn without a transaction, until it is disposed of.</summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        return new Turn(_turn);
    }

    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        Take(connection);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await TakeAsync(connection, cancellationToken);
        return result;
    }

    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (IsAlone(command, eventData)) Take(command.Connection!);
        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (IsAlone(command, eventData)) await TakeAsync(command.Connection!, cancellationToken);
        return result;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData.Context?.Database.GetDbConnection());

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Release(eventData.Context?.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    /// <summary>Also after a transaction that was left without a word: its connection closes with it.</summary>
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Release(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(connection);
        return Task.CompletedTask;
    }

    /// <summary>Also where SQLite refused to begin: then nothing else closes it.</summary>
    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Release(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(connection);
        return Task.CompletedTask;
    }

    /// <summary>Its connection opens and closes with it.</summary>
    private static bool IsAlone(DbCommand command, CommandEventData eventData) => command.Transaction is null && eventData.CommandSource is (CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete);

    private void Take(DbConnection connection)
    {
        if (!_turn.Wait(patience)) throw DatabaseOutage.Locked();
        _holding.AddOrUpdate(connection, this);
    }

    private async Task TakeAsync(DbConnection connection, CancellationToken ct)
    {
        if (!await _turn.WaitAsync(patience, ct)) throw DatabaseOutage.Locked();
        _holding.AddOrUpdate(connection, this);
    }

    private void Release(DbConnection? connection)
    {
        if (connection is not null && _holding.Remove(connection)) _turn.Release();
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
