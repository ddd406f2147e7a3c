using IdentityDashboard.Platform.Api.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

internal sealed class IdempotencyStore(IDbContextFactory<DashboardDbContext> dbs) : IIdempotencyStore
{
    public async Task<IdempotencyRecord?> BeginAsync(IdempotencyRecord record, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        db.IdempotencyKeys.Add(record);
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return await db.IdempotencyKeys.AsNoTracking().FirstOrDefaultAsync(r => r.CallerId == record.CallerId && r.Key == record.Key, ct);
        }
    }

    public async Task<bool> TakeOverAsync(IdempotencyRecord seen, DateTimeOffset leasedUntil, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.IdempotencyKeys.Where(r => r.Id == seen.Id && r.Status == null && r.LeasedUntil == seen.LeasedUntil).ExecuteUpdateAsync(s => s.SetProperty(r => r.LeasedUntil, leasedUntil), ct) == 1;
    }

    public async Task EndAsync(Guid id, int status, byte[] answer)
    {
        await using var db = await dbs.CreateDbContextAsync();
        await db.IdempotencyKeys.Where(r => r.Id == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Status, status).SetProperty(r => r.Answer, answer));
    }

    public async Task ForgetAsync(Guid id)
    {
        await using var db = await dbs.CreateDbContextAsync();
        await db.IdempotencyKeys.Where(r => r.Id == id).ExecuteDeleteAsync();
    }

    public async Task ForgetBeforeAsync(DateTimeOffset createdBefore, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.IdempotencyKeys.Where(r => r.CreatedAt < createdBefore).ExecuteDeleteAsync(ct);
    }
}
