using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <param name="LifetimeDays">How long a link works unless the inviter says otherwise.</param>
/// <param name="Text">Stands in every invitation mail; null for none.</param>
/// <param name="Version">A change names the one it began with.</param>
public sealed record InvitationDefaults(int LifetimeDays, string? Text, int Version)
{
    public static readonly InvitationDefaults Usual = new(NewInvitation.UsualDays, null, 0);
}

/// <summary>What an account's invitations begin with. Owners change it; what was sent before stays as it was.</summary>
internal sealed class InvitationSettingsService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, MailLooks looks, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public const string DaysField = "lifetime_days";
    public const string TextField = "text";

    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this while you were typing. What you typed is kept.");

    public async Task<InvitationDefaults> ReadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await OfAsync(db, actor.AccountId, ct);
    }

    public static async Task<InvitationDefaults> OfAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) =>
        await db.InvitationSettings.Where(s => s.AccountId == accountId).Select(s => new InvitationDefaults(s.LifetimeDays, s.Text, s.Version)).FirstOrDefaultAsync(ct) ?? InvitationDefaults.Usual;

    /// <param name="seen">The version the form was filled from.</param>
    public async Task<Result<InvitationDefaults>> SaveAsync(Actor actor, int? days, string? text, int seen, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var cleaned = Clean(text);
        if (Problem(days, cleaned) is { } problem) return problem;
        var row = await db.InvitationSettings.FirstOrDefaultAsync(s => s.AccountId == actor.AccountId, ct);
        if ((row?.Version ?? 0) != seen) return Changed;
        if (row is null) db.InvitationSettings.Add(row = new InvitationSettings { AccountId = actor.AccountId });
        var told = new Changes().Set("lifetime_days", $"{row.LifetimeDays}", $"{days}").Set("text", row.Text, cleaned);
        if (told.Fields.Count == 0) return new InvitationDefaults(row.LifetimeDays, row.Text, seen);

        (row.LifetimeDays, row.Text) = (days!.Value, cleaned);
        row.Version++;
        var name = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.InvitationSettingsChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, name), told);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
        {
            return Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return new InvitationDefaults(row.LifetimeDays, row.Text, row.Version);
    }

    /// <summary>The HTML of an invitation mail as these values would make it, for a frame of a page: without style blocks, which pages refuse.</summary>
    public async Task<string> PreviewAsync(Actor actor, int days, string? text, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        var invitation = new Invitation
        {
            AccountId = actor.AccountId, Email = "sam.cole@example.com", NormalizedEmail = "sam.cole@example.com", FirstName = "Sam", LastName = "Cole", TokenHash = [],
            ExpiresAt = clock.GetUtcNow().AddDays(days), InvitedByName = actor.Name, Note = "Here stands the note of whoever invites.",
        };
        var draft = InvitationMail.Compose(invitation, null, account, account, null, "https://…", Clean(text));
        return MailLetterHtml.WithoutStyleBlocks((await looks.OfAsync(db, actor.AccountId, root: "", ct)).OnHtml(draft.Html, account));
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Trim();

    private static Error? Problem(int? days, string? text)
    {
        var errors = new FieldErrors();
        if (days is not (>= LinkLifetime.LeastDays and <= LinkLifetime.MostDays)) errors.Add(DaysField, $"Enter a number of days from {LinkLifetime.LeastDays} to {LinkLifetime.MostDays}.");
        if (text?.Length > InvitationSettings.MaxTextLength) errors.Add(TextField, $"The text is longer than 1,000 characters by {text.Length - InvitationSettings.MaxTextLength}.");
        if (text?.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) == true) errors.Add(TextField, "The text holds characters that can’t be shown. Type it anew.");
        return errors.Any ? errors.ToError() : null;
    }
}
