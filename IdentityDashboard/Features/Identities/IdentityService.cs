using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Writes people, a batch at a time: one uniqueness query, one multi-row write, one audit write, one transaction.
/// The outcome is per row; a single create is a batch of one. All doors end here.
/// </summary>
internal sealed class IdentityService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, GrantGuard grants, AccessQueries names, AssignmentWriter assignments,
    GroupMembershipWriter groups, AttributeWriter attributes, IOpenInvitations invitations, PasswordService passwords, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const int Attempts = 3;

    public async Task<Result<CreatedIdentity>> CreateAsync(Actor actor, CreateScope scope, NewIdentity person, CancellationToken ct) =>
        (await CreateAsync(actor, scope, [person], ct))[0];

    /// <summary>One result per row, in the order given: within a batch the first of two duplicates wins.</summary>
    public async Task<IReadOnlyList<Result<CreatedIdentity>>> CreateAsync(Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var results = await CreateAsync(db, actor, scope, batch, ct);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                Publish(actor);
                return results;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e) && attempt < Attempts)
            {
                // Somebody else took an address or a unique value between our query and our write: the next attempt sees them.
            }
        }
    }

    /// <summary>The same within the caller's transaction: adds rows, saves nothing. For acceptance and first run.</summary>
    public async Task<IReadOnlyList<Result<CreatedIdentity>>> CreateAsync(DashboardDbContext db, Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        var (managed, refusal) = await ManagedAsync(db, actor, scope, ct);
        if (refusal is not null) return [.. batch.Select(_ => (Result<CreatedIdentity>)refusal)];

        var accountName = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        var traits = await attributes.CheckAsync(db, actor.AccountId, [.. batch.Select(p => new TypedTraits(p.Traits, Lenient: p.IsInvited))], ct);
        var checkedRows = batch.Select((p, i) => IdentityValidation.Check(p, accountName, scope.EnvironmentId is not null, traits[i].Problems)).ToList();
        var emails = checkedRows.Where(r => r.Row is not null).Select(r => r.Row!.Email.Normalized).Distinct(StringComparer.Ordinal).ToList();
        var taken = (await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && emails.Contains(i.NormalizedEmail!))
            .Select(i => i.NormalizedEmail!).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);

        var results = new List<Result<CreatedIdentity>>(batch.Count);
        var added = new List<(int Index, CleanIdentity Row, CreatedIdentity Created)>();
        foreach (var (row, error) in checkedRows)
        {
            var result = row is null ? error! : taken.Contains(row.Email.Normalized) ? IdentityErrors.EmailExists : await AddAsync(db, actor, scope, managed, row, traits, results.Count, ct);
            if (result.Succeeded)
            {
                taken.Add(row!.Email.Normalized);
                added.Add((results.Count, row, result.Value));
            }

            results.Add(result);
        }

        if (added.Count == 0) return results;
        var revoked = await invitations.RevokeForAsync(db, actor, [.. added.Select(a => a.Row.Email.Normalized)], ct);
        foreach (var (index, row, created) in added.Where(a => revoked.Contains(a.Row.Email.Normalized))) results[index] = created with { RevokedInvitation = true };
        return results;
    }

    /// <returns>Where the actor may bring people in, or why nowhere.</returns>
    private async Task<(Sight Managed, Error? Refusal)> ManagedAsync(DashboardDbContext db, Actor actor, CreateScope scope, CancellationToken ct)
    {
        if (scope.EnvironmentId is { } environment)
        {
            var managed = await sights.InAsync(db, actor, Permissions.IdentityManage, environment, ct);
            return (managed, managed.Any ? null : CommonErrors.Forbidden);
        }

        if (!await access.IsOwnerAsync(db, actor, ct)) return (Sight.None, CommonErrors.Forbidden);
        var known = scope.ApplicationId is null || await db.Applications.AnyAsync(a => a.Id == scope.ApplicationId && a.AccountId == actor.AccountId, ct);
        return (Sight.All, known ? null : IdentityErrors.ApplicationGone);
    }

    private async Task<Result<CreatedIdentity>> AddAsync(
        DashboardDbContext db, Actor actor, CreateScope scope, Sight managed, CleanIdentity row, AttributeBatch traits, int index, CancellationToken ct)
    {
        if (await SightService.NewcomerRefusalAsync(db, managed, row.Typed.RoleId, row.Typed.NodeId, ct) is { } beyond) return beyond;
        RoleAtNode? grant = null;
        if (scope.EnvironmentId is { } environment && row.Typed is { RoleId: { } role, NodeId: { } node })
        {
            var refused = await grants.CheckRoleAsync(db, actor, environment, role, node, ct);
            if (refused is not null) return refused;
            grant = await names.NameAsync(db, actor.AccountId, role, node, ct);
        }

        var groupProblem = await groups.CheckAsync(db, actor, row.Typed.Groups, ct);
        if (groupProblem is not null) return groupProblem;
        if (traits.Claim(index) is { } taken) return taken;

        var identity = Build(actor, row, traits[index].SearchExtra);
        db.Identities.Add(identity);
        traits.Add(db, index, identity.Id);
        if (scope.ApplicationId is { } application)
        {
            db.AppMemberships.Add(new AppMembership
            {
                ApplicationId = application, IdentityId = identity.Id, AccountId = actor.AccountId, State = MembershipState.Active, CreatedAt = identity.CreatedAt,
            });
        }

        audit.Add(db, actor, AuditActions.UserCreated, new AuditTarget(AuditTarget.User, identity.Id, identity.FullName), Describe(identity, traits, index));
        foreach (var group in row.Typed.Groups.DistinctBy(g => g.Id)) groups.Add(db, actor, group, identity.Id, identity.FullName);
        Guid? assignment = grant is null ? null : assignments.Add(db, actor, grant, identity.Id, identity.FullName);
        return new CreatedIdentity(identity.Id, identity.FullName, identity.Email!, grant, RevokedInvitation: false) { AssignmentId = assignment };
    }

    private Identity Build(Actor actor, CleanIdentity row, string searchExtra)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var hash = row.Typed.PasswordHash ?? (row.Typed.Password is null ? null : passwords.Hash(row.Typed.Password));
        var identity = new Identity
        {
            Id = id,
            AccountId = actor.AccountId,
            FirstName = row.FirstName,
            LastName = row.LastName,
            SortName = "",
            SearchText = "",
            SearchExtra = searchExtra,
            Email = row.Email.Display,
            NormalizedEmail = row.Email.Normalized,
            UserName = row.Email.Display,
            NormalizedUserName = row.Email.Normalized,
            EmailConfirmed = row.Typed.EmailVerified,
            PhoneNumber = row.Phone,
            ExternalId = row.ExternalId,
            PasswordHash = hash,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            LockoutEnabled = true,
            MustChangePassword = row.Typed.MustChangePassword && hash is not null,
            RequireMfaEnrolment = row.Typed.RequireMfaEnrolment,
            Metadata = row.Metadata,
            CreatedAt = now,
            UpdatedAt = now,
        };
        identity.Refresh();
        return identity;
    }

    private static Changes Describe(Identity identity, AttributeBatch traits, int index)
    {
        var changes = new Changes()
            .Set("email", null, identity.Email).Set("first_name", null, identity.FirstName).Set("last_name", null, identity.LastName)
            .Set("phone", null, identity.PhoneNumber).Set("external_id", null, identity.ExternalId).Set("password", null, identity.PasswordHash is null ? "none" : "set")
            .Set("email_verified", old: false, identity.EmailConfirmed).Set("must_change_password", old: false, identity.MustChangePassword)
            .Set("require_mfa_enrolment", old: false, identity.RequireMfaEnrolment).SetQuietly(IdentityMetadata.Field, null, IdentityMetadata.Difference(null, identity.Metadata).New);
        traits.Describe(index, changes);
        return changes;
    }

    private void Publish(Actor actor)
    {
        foreach (var topic in new[] { ChangeTopic.Identities, ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Invitations }) changes.Publish(actor.AccountId, topic);
    }
}
