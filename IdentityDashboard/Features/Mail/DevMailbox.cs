using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Mail;

public sealed record DevMailHead(Guid Id, string Recipient, string Subject, DateTimeOffset At);

/// <param name="Link">The first address in the letter.</param>
public sealed record DevMailView(DevMailHead Head, string Text, string Html, string? Link);

/// <param name="More">There are older ones than these.</param>
public sealed record DevMailList(IReadOnlyList<DevMailHead> Mails, bool More);

/// <summary>
/// Reads the mail kept in the app. Its links let somebody in, so it follows rights: Owners read all of their account;
/// who may manage people somewhere reads invitations, but no reset link, which could be an Owner's (A36).
/// </summary>
internal sealed class DevMailbox(IDbContextFactory<DashboardDbContext> dbs, AccessService access, MailBodies bodies)
{
    private const string Invitation = "invitation";

    public async Task<Result<DevMailList>> ListAsync(Actor actor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var readable = await ReadableAsync(db, actor, ct);
        if (readable is null) return CommonErrors.Forbidden;
        var mails = await readable.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(take + 1)
            .Select(m => new DevMailHead(m.Id, m.Recipient, m.Subject, m.At)).ToListAsync(ct);
        var more = mails.Count > take;
        if (more) mails.RemoveAt(take);
        return new DevMailList(mails, more);
    }

    public async Task<Result<DevMailView>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var readable = await ReadableAsync(db, actor, ct);
        if (readable is null) return CommonErrors.Forbidden;
        var mail = await readable.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (mail is null) return CommonErrors.NotFound("mail");
        var body = bodies.Unprotect(mail.ProtectedBody);
        return new DevMailView(new DevMailHead(mail.Id, mail.Recipient, mail.Subject, mail.At), body.Text, body.Html, FirstLink(body.Text));
    }

    private async Task<IQueryable<DevboxMail>?> ReadableAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var own = db.DevboxMail.Where(m => m.AccountId == actor.AccountId);
        if (await access.IsOwnerAsync(db, actor, ct)) return own;
        return await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct)
            ? own.Where(m => db.MailOutbox.Any(o => o.Id == m.Id && o.Purpose == Invitation))
            : null;
    }

    private static string? FirstLink(string text) => text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line =>
        Uri.TryCreate(line, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp));
}
