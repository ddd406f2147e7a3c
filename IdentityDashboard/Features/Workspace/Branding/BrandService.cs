using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Colours;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.Branding;

/// <summary>The logo and the accent colour of an account. Everybody may see them; Owners change them.</summary>
internal sealed class BrandService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AuditLog audit, ChangeFeed changes)
{
    public async Task<BrandView?> ReadAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ViewAsync(db, accountId, ct);
    }

    /// <summary>Null when the account has no such logo, or not any more.</summary>
    public async Task<ServedLogo?> LogoAsync(string slug, string version, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await (from a in db.Accounts
                      where a.Slug == slug
                      join b in db.AccountBrands on a.Id equals b.AccountId
                      where b.LogoVersion == version && b.Logo != null
                      select new ServedLogo(b.Logo!, b.LogoType!)).FirstOrDefaultAsync(ct);
    }

    /// <param name="accent">Empty: back to the app's own.</param>
    /// <param name="seen">The version the form was filled from.</param>
    public Task<Result<BrandView>> SetAccentAsync(Actor actor, string? accent, int seen, CancellationToken ct)
    {
        string? wanted = null;
        if (!string.IsNullOrWhiteSpace(accent))
        {
            if (AccentColour.From(accent) is not { } colour) return Task.FromResult<Result<BrandView>>(BrandErrors.NoColour);
            if (!colour.IsFit) return Task.FromResult<Result<BrandView>>(BrandErrors.Unfit(colour));
            wanted = colour.Colour.ToString();
        }

        return ChangeAsync(actor, seen, (brand, told) =>
        {
            told.Set("accent", brand.Accent, wanted);
            brand.Accent = wanted;
        }, ct);
    }

    public async Task<Result<BrandView>> SetLogoAsync(Actor actor, byte[] bytes, int seen, CancellationToken ct)
    {
        var read = LogoFile.Read(bytes);
        return read.Error is { } unfit ? unfit : await ChangeAsync(actor, seen, (brand, told) => Put(brand, read.Value, told), ct);
    }

    public Task<Result<BrandView>> RemoveLogoAsync(Actor actor, int seen, CancellationToken ct) => ChangeAsync(actor, seen, (brand, told) => Put(brand, null, told), ct);

    /// <summary>The audit hears what kind of picture it was, never its bytes.</summary>
    private static void Put(AccountBrand brand, LogoFile? logo, Changes told)
    {
        if (brand.LogoVersion == logo?.Version) return;
        told.Set("logo", brand.Logo is null ? null : LogoFile.Read(brand.Logo).Value.Words, logo?.Words);
        // Two pictures may be described alike.
        told.Set("logo_version", brand.LogoVersion, logo?.Version);
        (brand.Logo, brand.LogoType, brand.LogoVersion) = (logo?.Bytes, logo?.Type, logo?.Version);
    }

    private async Task<Result<BrandView>> ChangeAsync(Actor actor, int seen, Action<AccountBrand, Changes> change, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var brand = await db.AccountBrands.FirstOrDefaultAsync(b => b.AccountId == actor.AccountId, ct);
        if ((brand?.Version ?? 0) != seen) return AccountSettings.Changed;
        if (brand is null) db.AccountBrands.Add(brand = new AccountBrand { AccountId = actor.AccountId });
        var told = new Changes();
        change(brand, told);
        if (told.Fields.Count == 0) return (await ViewAsync(db, actor.AccountId, ct))!;

        brand.Version++;
        var name = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.AccountBranded, new AuditTarget(AuditTarget.Account, actor.AccountId, name), told);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
        {
            return AccountSettings.Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return (await ViewAsync(db, actor.AccountId, ct))!;
    }

    private static Task<BrandView?> ViewAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) =>
        (from a in db.Accounts
         where a.Id == accountId
         join b in db.AccountBrands on a.Id equals b.AccountId into brands
         from b in brands.DefaultIfEmpty()
         select new BrandView(a.Slug, b == null ? null : b.Accent, b == null ? null : b.LogoVersion, b == null ? 0 : b.Version)).FirstOrDefaultAsync(ct);
}
