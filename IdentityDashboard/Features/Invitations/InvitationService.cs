using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Invites people into an environment, a batch at a time: the invitation, its audit entry and its mail commit together.</summary>
internal sealed class InvitationService(
    IDbContextFactory<DashboardDbContext> dbs, SightService sights, GrantGuard grants, AccessQueries names, GroupMembershipWriter groups, AttributeWriter attributes,
    InvitationLinks links, MailOutbox outbox, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const int Attempts = 3;

    public async Task<Result<SentInvitation>> InviteAsync(Actor actor, Guid environmentId, NewInvitation invitation, CancellationToken ct) =>
        (await InviteAsync(actor, environmentId, [invitation], ct))[0];

    /// <summary>One result per row, in the order given.</summary>
    public async Task<IReadOnlyList<Result<SentInvitation>>> InviteAsync(Actor actor, Guid environmentId, IReadOnlyList<NewInvitation> batch, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var results = await InviteAsync(db, actor, environmentId, batch, ct);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                outbox.Wake();
                changes.Publish(actor.AccountId, ChangeTopic.Invitations);
                return results;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e) && attempt < Attempts)
            {
                // Somebody invited the same address between our query and our write: the next attempt sees it.
            }
        }
    }

    /// <summary>The same within the caller's transaction: adds rows, saves nothing. The caller wakes the outbox after the commit.</summary>
    public async Task<IReadOnlyList<Result<SentInvitation>>> InviteAsync(DashboardDbContext db, Actor actor, Guid environmentId, IReadOnlyList<NewInvitation> batch, CancellationToken ct)
    {
        var managed = await sights.InAsync(db, actor, Permissions.IdentityManage, environmentId, ct);
        if (!managed.Any || await PlaceAsync(db, actor, environmentId, ct) is not { } place) return [.. batch.Select(_ => (Result<SentInvitation>)CommonErrors.Forbidden)];

        var traits = await attributes.CheckAsync(db, actor.AccountId, [.. batch.Select(i => new TypedTraits(i.Traits, RequireAll: false))], ct);
        var rows = batch.Select((typed, i) => Check(typed, traits[i])).ToList();
        var standing = await AddressBook.LoadAsync(db, actor.AccountId, place.ApplicationId, [.. rows.Where(r => r.Error is null).Select(r => r.Email.Normalized)], clock.GetUtcNow(), ct);
        await ClearExpiredAsync(db, standing, ct);
        var defaults = await InvitationSettingsService.OfAsync(db, actor.AccountId, ct);

        var promises = new InvitationPromises(grants, names, groups, db, actor, environmentId, managed);
        var results = new List<Result<SentInvitation>>(batch.Count);
        for (var i = 0; i < batch.Count; i++) results.Add(rows[i].Error ?? await AddAsync(db, actor, place, defaults, promises, batch[i], rows[i], standing, ct));
        return results;
    }

    private static Task<InvitationPlace?> PlaceAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        (from e in db.Environments
         where e.Id == environmentId && e.AccountId == actor.AccountId
         join a in db.Applications on e.ApplicationId equals a.Id
         join account in db.Accounts on e.AccountId equals account.Id
         select new InvitationPlace(account.Name, a.Id, a.Name, e.Id)).FirstOrDefaultAsync(ct);

    private static CheckedInvitation Check(NewInvitation typed, CheckedTraits traits)
    {
        var errors = new FieldErrors();
        if (!EmailAddress.TryParse(typed.Email, out var email, out var problem)) errors.Add("email", problem);
        var (first, last) = IdentityValidation.Names(typed.FirstName, typed.LastName);
        if (typed.NamesRequired) IdentityValidation.AddNames(errors, first, last);
        else
        {
            errors.Add("first_name", PersonName.Problem(first, "A first name"));
            errors.Add("last_name", PersonName.Problem(last, "A last name"));
        }

        var phone = IdentityValidation.Phone(typed.Phone, errors);
        if (typed is { RoleId: not null, NodeId: null }) errors.Add("node_id", AccessErrors.NodeMissing.Message);
        if (typed is { RoleId: null, NodeId: not null }) errors.Add("role_id", AccessErrors.RoleMissing.Message);
        if (typed.ExpiresInDays is < LinkLifetime.LeastDays or > LinkLifetime.MostDays) errors.Add("expires_in_days", InvitationErrors.BadExpiry.Message);
        if (typed.Note?.Length > Invitation.MaxNoteLength) errors.Add("note", InvitationErrors.NoteTooLong.Message);
        if (typed.Note?.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) == true) errors.Add("note", InvitationErrors.NoteUnreadable.Message);
        foreach (var (field, sentence) in traits.Problems) errors.Add(field, sentence);
        return new CheckedInvitation(email, first, last, phone, traits.Stored, errors.Any ? errors.ToError() : null);
    }

    private async Task<Result<SentInvitation>> AddAsync(
        DashboardDbContext db, Actor actor, InvitationPlace place, InvitationDefaults defaults, InvitationPromises promises, NewInvitation typed, CheckedInvitation row, AddressBook standing, CancellationToken ct)
    {
        var (refusal, grant) = await promises.CheckAsync(typed, ct);
        if (refusal is not null) return refusal;
        var existing = standing.PersonWith(row.Email.Normalized);
        if (existing is { IsMember: true }) return InvitationErrors.AlreadyMember;
        // Last: a row that is refused leaves the address to the next.
        if (!standing.TryClaim(row.Email.Normalized)) return InvitationErrors.AlreadyInvited;

        var chosen = typed.Groups ?? [];
        var now = clock.GetUtcNow();
        var (token, hash) = OneTimeToken.Create();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            AccountId = actor.AccountId,
            ApplicationId = place.ApplicationId,
            EnvironmentId = place.EnvironmentId,
            Email = row.Email.Display,
            NormalizedEmail = row.Email.Normalized,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Phone = row.Phone,
            RoleId = typed.RoleId,
            NodeId = typed.NodeId,
            Note = string.IsNullOrWhiteSpace(typed.Note) ? null : typed.Note.Trim(),
            Traits = JsonSerializer.Serialize(row.Traits),
            TokenHash = hash,
            TokenMailed = typed.SendEmail,
            ExpiresAt = now.AddDays(typed.ExpiresInDays ?? defaults.LifetimeDays),
            CreatedAt = now,
            SentAt = typed.SendEmail ? now : null,
            InvitedByKind = actor.Kind,
            InvitedById = actor.Id,
            InvitedByName = actor.Name,
        };
        db.Invitations.Add(invitation);
        foreach (var group in chosen.DistinctBy(g => g.Id)) db.InvitationGroups.Add(new InvitationGroup { InvitationId = invitation.Id, GroupId = group.Id });
        if (existing is { IsInvited: false })
        {
            db.AppMemberships.Add(new AppMembership
            {
                ApplicationId = place.ApplicationId, IdentityId = existing.Id, AccountId = actor.AccountId, State = MembershipState.Invited, CreatedAt = now,
            });
        }

        var url = links.For(token);
        if (typed.SendEmail) outbox.Enqueue(db, InvitationMail.Compose(invitation, await promises.InviterAddressAsync(ct), place.AccountName, place.ApplicationName, grant, url, defaults.Text));
        var told = new Changes().Set("email", null, invitation.Email).Set("name", null, invitation.FullName.Length == 0 ? null : invitation.FullName)
            .Set("role", null, grant?.RoleName).Set("node", null, grant?.NodePath)
            .Set("groups", null, chosen.Count == 0 ? null : string.Join(", ", chosen.Select(g => g.Name)))
            .Set("expires_at", null, invitation.ExpiresAt.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (key, value) in row.Traits) told.Set(AttributeField.ErrorKeyOf(key), null, value);
        audit.Add(db, actor, AuditActions.UserInvited, new AuditTarget(AuditTarget.Invitation, invitation.Id, invitation.Email), told);
        return new SentInvitation(invitation.Id, invitation.Email, invitation.ExpiresAt, typed.SendEmail ? null : url, existing?.Id);
    }

    /// <summary>An expired invitation makes room for a new one: it is closed as revoked, which it is from then on.</summary>
    private async Task ClearExpiredAsync(DashboardDbContext db, AddressBook standing, CancellationToken ct)
    {
        var (now, ids) = (clock.GetUtcNow(), standing.Expired);
        if (ids.Count > 0) await db.Invitations.Where(i => ids.Contains(i.Id)).ExecuteUpdateAsync(s => s.SetProperty(i => i.RevokedAt, now), ct);
    }
}

internal sealed record InvitationPlace(string AccountName, Guid ApplicationId, string ApplicationName, Guid EnvironmentId);

internal sealed record CheckedInvitation(EmailAddress Email, string FirstName, string LastName, string? Phone, IReadOnlyDictionary<string, string> Traits, Error? Error);
