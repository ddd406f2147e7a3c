namespace IdentityDashboard.Data;

/// <summary>
/// Writes many rows in the caller's transaction, a fixed number of statements for each table however many rows. How a row
/// lies in its table comes from the model, see <see cref="RowFormat"/>.
/// </summary>
internal interface IRowWriter
{
    /// <summary>Transactions that can write at the same time without waiting for each other.</summary>
    int AtOnce { get; }

    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">The database refuses a row, as when saving tracked changes.</exception>
    Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct);
}
