using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace;

/// <summary>An account as its sign-in page names it.</summary>
public sealed record AccountDoor(Guid Id, string Name, string Slug);

/// <summary>Finds the account somebody wants to sign in to.</summary>
internal sealed class AccountDirectory(IDbContextFactory<DashboardDbContext> dbs)
{
    private volatile bool _any;

    /// <summary>False only before the first run. Accounts don't go away again, so "yes" is remembered.</summary>
    public async Task<bool> AnyAsync(CancellationToken ct)
    {
        if (_any) return true;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return _any = await db.Accounts.AnyAsync(ct);
    }

    /// <summary>The account with this slug; without a slug the only one there is, or null when there are several.</summary>
    public async Task<AccountDoor?> FindAsync(string? slug, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var accounts = db.Accounts.AsQueryable();
        if (!string.IsNullOrWhiteSpace(slug))
        {
            var wanted = slug.Trim().ToLowerInvariant();
            accounts = accounts.Where(a => a.Slug == wanted);
        }

        var found = await accounts.OrderBy(a => a.Slug).Take(2).Select(a => new AccountDoor(a.Id, a.Name, a.Slug)).ToListAsync(ct);
        return found is [var only] ? only : null;
    }
}
