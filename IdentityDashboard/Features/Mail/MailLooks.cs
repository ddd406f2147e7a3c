using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Colours;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

/// <summary>Finds how an account's mail looks. Pictures come from the configured address, never from a request's (A14).</summary>
internal sealed class MailLooks(IOptions<PublicUrlOptions> publicUrl)
{
    public Task<MailLook> OfAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) => OfAsync(db, accountId, publicUrl.Value.Base, ct);

    /// <param name="root">Before the path of the logo: empty for a page of this app.</param>
    public async Task<MailLook> OfAsync(DashboardDbContext db, Guid accountId, string root, CancellationToken ct)
    {
        var brand = await (from b in db.AccountBrands
                           where b.AccountId == accountId
                           join a in db.Accounts on b.AccountId equals a.Id
                           select new { b.Accent, b.LogoVersion, a.Slug }).FirstOrDefaultAsync(ct);
        return brand is null ? MailLook.Plain : new MailLook(AccentColour.From(brand.Accent), brand.LogoVersion is null ? null : root + BrandAddress.Of(brand.Slug, brand.LogoVersion));
    }
}
