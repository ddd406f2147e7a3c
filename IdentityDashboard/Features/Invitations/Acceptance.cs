using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>An invitation as its link shows it. Looking changes nothing (A9).</summary>
/// <param name="ExistingIdentityId">Somebody with this address is here already and signs in to accept (A6).</param>
public sealed record OpenedInvitation(
    Guid AccountId, string AccountName, string AccountSlug, string ApplicationName, string Email, string FirstName, string LastName,
    string InviterName, string? InviterEmail, string? Note, RoleAtNode? Role, IReadOnlyList<string> Groups, DateTimeOffset ExpiresAt, Guid? ExistingIdentityId);

/// <param name="SignedInAs">Whose session the browser has, if any.</param>
public sealed record AcceptForm(string FirstName, string LastName, string? Password, Guid? SignedInAs, string? Ip);

/// <summary>
/// Turns an invitation into a person: identity, membership, groups and role in one transaction, after the inviter's
/// rights are asked again (A12). The link is spent by one UPDATE that only one caller can win (A1, A2).
/// </summary>
internal sealed class Acceptance(
    IDbContextFactory<DashboardDbContext> dbs, IdentityService identities, AccessQueries names, GrantGuard grants, AssignmentWriter assignments,
    GroupMembershipWriter groups, PasswordService passwords, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result<OpenedInvitation>> OpenAsync(string? token, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var invitation = await FindAsync(db, token, ct);
        if (invitation is null) return InvitationErrors.Invalid;
        var account = await db.Accounts.SingleAsync(a => a.Id == invitation.AccountId, ct);
        var application = await db.Applications.Where(a => a.Id == invitation.ApplicationId).Select(a => a.Name).SingleAsync(ct);
        var inviter = await db.Identities.Where(i => i.Id == invitation.InvitedById).Select(i => i.Email).FirstOrDefaultAsync(ct);
        var joins = await ChosenGroupsAsync(db, invitation.Id, ct);
        return new OpenedInvitation(
            account.Id, account.Name, account.Slug, application, invitation.Email, invitation.FirstName, invitation.LastName, invitation.InvitedByName, inviter,
            invitation.Note, await names.NameAsync(db, invitation.AccountId, invitation.RoleId, invitation.NodeId, ct), [.. joins.Select(g => g.Name)],
            invitation.ExpiresAt, (await ExistingAsync(db, invitation, ct))?.Id);
    }

    /// <summary>Answers the id of the person who is now in.</summary>
    public async Task<Result<AcceptedInvitation>> AcceptAsync(string? token, AcceptForm form, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var invitation = await FindAsync(db, token, ct);
        if (invitation is null) return InvitationErrors.Invalid;
        var existing = await ExistingAsync(db, invitation, ct);
        if (form.SignedInAs is not null && form.SignedInAs != existing?.Id) return InvitationErrors.SomebodyElse;
        if (existing is not null && form.SignedInAs is null) return InvitationErrors.SignInFirst;

        var (first, last) = IdentityValidation.Names(form.FirstName, form.LastName);
        if (existing is null && await ProblemAsync(db, invitation, first, last, form.Password, ct) is { } problem) return problem;
        var hash = existing is null ? await passwords.HashAsync(form.Password!, ct) : null;

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (!await SpendAsync(db, invitation, ct)) return InvitationErrors.Invalid;
            var person = existing ?? await CreateAsync(db, invitation, first, last, hash!, form.Ip, ct);
            if (person is null) return InvitationErrors.Invalid;
            if (existing is not null) await JoinApplicationAsync(db, invitation, existing, form.Ip, ct);
            await GrantAsync(db, invitation, person, ct);
            await db.SaveChangesAsync(ct);
            await db.Invitations.Where(i => i.Id == invitation.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.AcceptedById, person.Id), ct);
            await transaction.CommitAsync(ct);
            Publish(invitation.AccountId);
            return new AcceptedInvitation(person.Id);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return InvitationErrors.Invalid;
        }
    }

    private async Task<Invitation?> FindAsync(DashboardDbContext db, string? token, CancellationToken ct)
    {
        var hash = OneTimeToken.HashPresented(token);
        if (hash is null) return null;
        var invitation = await db.Invitations.AsNoTracking().FirstOrDefaultAsync(i => i.TokenHash == hash, ct);
        return invitation?.StatusAt(clock.GetUtcNow()) == InvitationStatus.Pending ? invitation : null;
    }

    private static Task<Person?> ExistingAsync(DashboardDbContext db, Invitation invitation, CancellationToken ct) =>
        db.Identities.Where(i => i.AccountId == invitation.AccountId && i.NormalizedEmail == invitation.NormalizedEmail && i.State != PrincipalState.Deleted)
            .Select(i => new Person(i.Id, i.FirstName + " " + i.LastName)).FirstOrDefaultAsync(ct);

    private static async Task<Error?> ProblemAsync(DashboardDbContext db, Invitation invitation, string first, string last, string? password, CancellationToken ct)
    {
        var policy = await SecurityPolicies.PasswordsOfAsync(db, invitation.AccountId, ct);
        var errors = new FieldErrors();
        IdentityValidation.AddNames(errors, first, last);
        errors.Add("password", policy.Problem(password, invitation.Email, first, last));
        return errors.Any ? errors.ToError() : null;
    }

    private async Task<bool> SpendAsync(DashboardDbContext db, Invitation invitation, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var spent = await db.Invitations
            .Where(i => i.Id == invitation.Id && i.TokenHash == invitation.TokenHash && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.AcceptedAt, now), ct);
        return spent == 1;
    }

    private async Task<Person?> CreateAsync(DashboardDbContext db, Invitation invitation, string first, string last, string hash, string? ip, CancellationToken ct)
    {
        var themselves = Actor.System(invitation.AccountId, Platform.People.PersonName.Join(first, last)) with { Ip = ip };
        var person = new NewIdentity(invitation.Email, first, last)
        {
            Phone = invitation.Phone, PasswordHash = hash, EmailVerified = invitation.TokenMailed, IsInvited = true,
            Traits = JsonSerializer.Deserialize<Dictionary<string, string>>(invitation.Traits) ?? NewIdentity.NoTraits,
        };
        var created = (await identities.CreateAsync(db, themselves, CreateScope.Directory(invitation.ApplicationId), [person], ct))[0];
        if (!created.Succeeded) return null;
        audit.Add(db, themselves, AuditActions.InvitationAccepted, new AuditTarget(AuditTarget.Invitation, invitation.Id, invitation.Email));
        return new Person(created.Value.Id, created.Value.FullName);
    }

    private async Task JoinApplicationAsync(DashboardDbContext db, Invitation invitation, Person person, string? ip, CancellationToken ct)
    {
        var actor = new Actor(ActorKind.Identity, person.Id, person.Name, invitation.AccountId, ip);
        var membership = await db.AppMemberships.FirstOrDefaultAsync(m => m.ApplicationId == invitation.ApplicationId && m.IdentityId == person.Id, ct);
        if (membership is not null) membership.State = MembershipState.Active;
        else
        {
            db.AppMemberships.Add(new AppMembership
            {
                ApplicationId = invitation.ApplicationId, IdentityId = person.Id, AccountId = invitation.AccountId, State = MembershipState.Active, CreatedAt = clock.GetUtcNow(),
            });
        }

        audit.Add(db, actor, AuditActions.InvitationAccepted, new AuditTarget(AuditTarget.Invitation, invitation.Id, invitation.Email));
        audit.Add(db, actor, AuditActions.MembershipCreated, new AuditTarget(AuditTarget.User, person.Id, person.Name));
    }

    /// <summary>Gives what the inviter may still give; what they may not is left out and recorded.</summary>
    private async Task GrantAsync(DashboardDbContext db, Invitation invitation, Person person, CancellationToken ct)
    {
        var inviter = new Actor(invitation.InvitedByKind, invitation.InvitedById, invitation.InvitedByName, invitation.AccountId);
        var target = new AuditTarget(AuditTarget.User, person.Id, person.Name);
        if (invitation is { RoleId: { } role, NodeId: { } node })
        {
            var refused = await grants.CheckRoleAsync(db, inviter, invitation.EnvironmentId, role, node, ct);
            var grant = await names.NameAsync(db, invitation.AccountId, role, node, ct);
            if (refused is null) assignments.Add(db, inviter, grant!, person.Id, person.Name, "With the invitation");
            else audit.Add(db, inviter, AuditActions.AssignmentDenied, target, new Changes().Set("role", null, grant?.RoleName).Set("reason", null, refused.Message));
        }

        var now = clock.GetUtcNow();
        foreach (var group in await ChosenGroupsAsync(db, invitation.Id, ct))
        {
            if (await db.GroupMembers.AnyAsync(m => m.GroupId == group.Id && m.IdentityId == person.Id && (m.EffectiveTo == null || m.EffectiveTo > now), ct)) continue;
            var refused = await groups.CheckAsync(db, inviter, [group], ct);
            if (refused is null) await groups.ClearEndedAsync(db, [group.Id], [person.Id], ct);
            if (refused is null) groups.Add(db, inviter, group, person.Id, person.Name);
            else audit.Add(db, inviter, AuditActions.GroupMemberDenied, new AuditTarget(AuditTarget.Group, group.Id, group.Name), new Changes().Set("member", null, person.Name).Set("reason", null, refused.Message));
        }
    }

    private static Task<List<GroupChoice>> ChosenGroupsAsync(DashboardDbContext db, Guid invitationId, CancellationToken ct) =>
        (from chosen in db.InvitationGroups where chosen.InvitationId == invitationId join g in db.Groups on chosen.GroupId equals g.Id orderby g.Name select new GroupChoice(g.Id, g.Name)).ToListAsync(ct);

    private void Publish(Guid accountId)
    {
        foreach (var topic in new[] { ChangeTopic.Invitations, ChangeTopic.Identities, ChangeTopic.Groups, ChangeTopic.Access }) changes.Publish(accountId, topic);
    }

    private sealed record Person(Guid Id, string Name);
}

public sealed record AcceptedInvitation(Guid IdentityId);
