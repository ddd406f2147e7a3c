using System.Data.Common;
using IdentityDashboard.Data.Postgres;
using IdentityDashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Support;

/// <summary>Holds up whoever asks the database about a certain text, so that a test can look at what was before.</summary>
internal sealed class ReadGate : DbCommandInterceptor
{
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? text;
    private volatile int waiting;

    public void AddTo(IServiceCollection services) => services
        .ConfigureDbContext<SqliteDashboardDbContext>(o => o.AddInterceptors(this))
        .ConfigureDbContext<PostgresDashboardDbContext>(o => o.AddInterceptors(this));

    /// <param name="asked">From now on, who has this among the parameters of a query waits.</param>
    public void Shut(string asked) => text = asked;

    public void Open() => open.TrySetResult();

    public int Waiting => waiting;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (text is not { } asked || !command.Parameters.Cast<DbParameter>().Any(p => Has(p.Value, asked))) return result;
        Interlocked.Increment(ref waiting);
        try
        {
            await open.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        return result;
    }

    private static bool Has(object? value, string asked) => value switch
    {
        string one => one.Contains(asked, StringComparison.OrdinalIgnoreCase),
        IEnumerable<string> many => many.Any(one => one.Contains(asked, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
