using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>A session and the person behind it as the database has them now: what decides whether it holds, and what is still to be done in it.</summary>
internal sealed record SessionStanding
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid IdentityId { get; init; }
    public required string Stamp { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public required DateTimeOffset? SecondFactorAt { get; init; }
    public required DateTimeOffset? EndedAt { get; init; }
    public required SessionEnd EndReason { get; init; }

    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required string Email { get; init; }
    public required PrincipalState State { get; init; }
    public required string? PersonStamp { get; init; }

    /// <summary>Why all of the person's sessions ended last.</summary>
    public required SessionEnd PersonEnded { get; init; }
    public required DateTimeOffset PersonSeenAt { get; init; }
    public required bool HasPassword { get; init; }
    public required DateTimeOffset PasswordSince { get; init; }
    public required bool MustChangePassword { get; init; }
    public required bool EmailVerified { get; init; }
    public required bool HasFactor { get; init; }
    public required bool MustEnrolFactor { get; init; }

    /// <summary>Their planned end has come, which holds even before it is carried out.</summary>
    public required bool HasEnded { get; init; }

    /// <summary>Null where the account keeps to the defaults.</summary>
    public required SecurityPolicy? OwnPolicy { get; init; }

    public SecurityPolicy Policy => OwnPolicy ?? new SecurityPolicy { AccountId = AccountId };

    public static IQueryable<SessionStanding> Of(DashboardDbContext db, DateTimeOffset now)
    {
        var ends = PlannedEnds.Come(db, now);
        return
        from s in db.UserSessions.AsNoTracking()
        join i in db.Identities.AsNoTracking() on s.IdentityId equals i.Id
        from p in db.SecurityPolicies.AsNoTracking().Where(p => p.AccountId == i.AccountId).DefaultIfEmpty()
        select new SessionStanding
        {
            Id = s.Id, AccountId = s.AccountId, IdentityId = i.Id, Stamp = s.SecurityStamp, CreatedAt = s.CreatedAt, LastSeenAt = s.LastSeenAt,
            SecondFactorAt = s.SecondFactorAt, EndedAt = s.EndedAt, EndReason = s.EndReason,
            FirstName = i.FirstName, LastName = i.LastName, Email = i.Email!, State = i.State, PersonStamp = i.SecurityStamp, PersonEnded = i.SessionsEnded,
            PersonSeenAt = i.LastSeenAt, HasPassword = i.PasswordHash != null, PasswordSince = i.PasswordChangedAt ?? i.CreatedAt, MustChangePassword = i.MustChangePassword,
            EmailVerified = i.EmailConfirmed, HasFactor = i.TwoFactorEnabled, MustEnrolFactor = i.RequireMfaEnrolment,
            HasEnded = ends.Any(e => e.IdentityId == i.Id), OwnPolicy = p,
        };
    }
}
