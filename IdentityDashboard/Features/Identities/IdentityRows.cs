using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

/// <summary>All rows of a person who is created: the record, what belongs to it, and what the audit says of it.</summary>
internal sealed class IdentityRows(AssignmentWriter assignments, GroupMembershipWriter groups, PasswordService passwords, AuditLog audit, TimeProvider clock)
{
    /// <param name="index">The person's place among the attributes.</param>
    public CreatedIdentity Add(NewRows rows, Actor actor, CreateScope scope, CleanIdentity row, RoleAtNode? grant, AttributeBatch traits, int index)
    {
        var identity = Build(actor, row, traits[index].SearchExtra);
        rows.Add(identity);
        traits.Add(rows, index, identity.Id);
        if (scope.ApplicationId is { } application)
        {
            rows.Add(new AppMembership
            {
                ApplicationId = application, IdentityId = identity.Id, AccountId = actor.AccountId, State = MembershipState.Active, CreatedAt = identity.CreatedAt,
            });
        }

        if (row.Typed.Ends is { } ends) rows.Add(End(actor, identity, ends));
        audit.Add(rows, actor, AuditActions.UserCreated, new AuditTarget(AuditTarget.User, identity.Id, identity.FullName),
            Describe(identity, traits, index).Set("ends_at", null, row.Typed.Ends is { } planned ? PlannedEndService.Time(planned) : null));
        var joined = row.Typed.Groups.DistinctBy(g => g.Id).ToList();
        foreach (var group in joined) groups.Add(rows, actor, group, identity.Id, identity.FullName);
        Guid? assignment = grant is null ? null : assignments.Add(rows, actor, grant, identity.Id, identity.FullName);
        return new CreatedIdentity(identity.Id, identity.FullName, identity.Email!, grant, RevokedInvitation: false)
        {
            AssignmentId = assignment, Record = new NewRecord(identity, [.. joined.Select(g => g.Id).Order()], traits[index].Values),
        };
    }

    /// <summary>What is wrong with the end that is planned for them.</summary>
    public Error? EndProblem(CleanIdentity row) => row.Typed.Ends is { } at ? PlannedEndService.Problem(new WantedEnd(at, null, EndsKeys: true), clock.GetUtcNow()) : null;

    private static PlannedEnd End(Actor actor, Identity identity, DateTimeOffset at) => new()
    {
        IdentityId = identity.Id, AccountId = actor.AccountId, At = at.ToUniversalTime(), EndsKeys = true, PlannedById = actor.Id, PlannedByName = actor.Name, PlannedAt = identity.CreatedAt,
    };

    private Identity Build(Actor actor, CleanIdentity row, string searchExtra)
    {
        var now = Microseconds(clock.GetUtcNow());
        var hash = row.Typed.PasswordHash ?? (row.Typed.Password is null ? null : passwords.Hash(row.Typed.Password));
        var identity = new Identity
        {
            Id = Guid.CreateVersion7(now),
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

    /// <summary>As exactly as both databases keep a time: what is answered now is what is read later.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

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
}
