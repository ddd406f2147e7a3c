using IdentityDashboard.Data;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Directory;

/// <summary>How one administrator wants the lists to look, in every browser (U17, U23).</summary>
/// <param name="UserColumns">Keys separated by commas; null for the standard columns.</param>
public sealed record ListPreference(string? UserColumns = null, string? GroupColumns = null, bool IsCompact = false)
{
    public string? Columns(bool groups) => groups ? GroupColumns : UserColumns;
}

/// <summary>Keeps it beside the other preferences. Nobody reads or writes another's.</summary>
internal sealed class ListPreferences(IDbContextFactory<DashboardDbContext> dbs)
{
    public const int MaxLength = 1000;

    public async Task<ListPreference> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.AdminPreferences.Where(p => p.IdentityId == actor.Id)
            .Select(p => new ListPreference(p.UserColumns, p.GroupColumns, p.IsCompact)).FirstOrDefaultAsync(ct) ?? new ListPreference();
    }

    public Task SetColumnsAsync(Actor actor, bool groups, string? keys, CancellationToken ct) => PreferAsync(actor, p =>
    {
        var kept = keys is { Length: > MaxLength } ? null : keys;
        if (groups) p.GroupColumns = kept;
        else p.UserColumns = kept;
    }, ct);

    public Task SetCompactAsync(Actor actor, bool isCompact, CancellationToken ct) => PreferAsync(actor, p => p.IsCompact = isCompact, ct);

    private async Task PreferAsync(Actor actor, Action<AdminPreference> change, CancellationToken ct)
    {
        try
        {
            await SaveAsync(actor, change, ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            // Another tab made the row in the meantime.
            await SaveAsync(actor, change, ct);
        }
    }

    private async Task SaveAsync(Actor actor, Action<AdminPreference> change, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var preference = await db.AdminPreferences.FirstOrDefaultAsync(p => p.IdentityId == actor.Id, ct);
        if (preference is null) db.AdminPreferences.Add(preference = new AdminPreference { IdentityId = actor.Id });
        change(preference);
        await db.SaveChangesAsync(ct);
    }
}
