using System.Data.Common;
using IdentityDashboard.Data;
using IdentityDashboard.Data.Postgres;
using IdentityDashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Support;

/// <summary>Where an act breaks off, as when the connection to the database is lost.</summary>
internal enum Break
{
    Never,
    BeforeCommit,
    AfterCommit,
}

/// <summary>Breaks transactions that concern a kind of row, just before or just after they are committed.</summary>
/// <param name="concerns">Of a transaction's context, at its commit.</param>
internal sealed class CommitFailpoint(Func<DashboardDbContext, bool> concerns) : DbTransactionInterceptor
{
    public Break At { get; set; }

    public void AddTo(IServiceCollection services) => services
        .ConfigureDbContext<SqliteDashboardDbContext>(o => o.AddInterceptors(this))
        .ConfigureDbContext<PostgresDashboardDbContext>(o => o.AddInterceptors(this));

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        BreakOff(Break.BeforeCommit, eventData);
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        BreakOff(Break.AfterCommit, eventData);
        return Task.CompletedTask;
    }

    private void BreakOff(Break here, TransactionEventData eventData)
    {
        if (At == here && eventData.Context is DashboardDbContext db && concerns(db)) throw new TimeoutException("The connection is lost.");
    }

    private void BreakOff(Break here, TransactionEndEventData eventData)
    {
        if (At == here && eventData.Context is DashboardDbContext db && concerns(db)) throw new TimeoutException("The connection is lost.");
    }
}
