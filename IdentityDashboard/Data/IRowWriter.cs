namespace IdentityDashboard.Data;

/// <summary>
/// Writes many rows in the caller's transaction, a fixed number of statements for each table however many rows. How a row
/// lies in its table comes from the model, see <see cref="RowFormat"/>.
/// </summary>
internal interface IRowWriter
{
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">The database refuses a row, as when saving tracked changes.</exception>
    Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct);
}
