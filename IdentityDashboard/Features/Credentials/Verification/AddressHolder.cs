using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>Whose address it is: what letters, pages and rules need to know.</summary>
internal sealed record AddressHolder
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string AccountName { get; init; }
    public required string Email { get; init; }
    public required string NormalizedEmail { get; init; }
    public required bool Verified { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required PrincipalState State { get; init; }
    public required string SecurityStamp { get; init; }

    /// <summary>"Local", or the identity provider that owns the record.</summary>
    public required string Source { get; init; }

    public string FullName => PersonName.Join(FirstName, LastName);

    public Actor Themselves(string? ip) => new(ActorKind.Identity, Id, FullName, AccountId, ip);

    public static IQueryable<AddressHolder> Of(DashboardDbContext db, Guid accountId, Guid identityId) =>
        from i in db.Identities
        where i.Id == identityId && i.AccountId == accountId && i.State != PrincipalState.Deleted
        join a in db.Accounts on i.AccountId equals a.Id
        select new AddressHolder
        {
            Id = i.Id, AccountId = a.Id, AccountName = a.Name, Email = i.Email!, NormalizedEmail = i.NormalizedEmail!, Verified = i.EmailConfirmed,
            FirstName = i.FirstName, LastName = i.LastName, State = i.State, SecurityStamp = i.SecurityStamp!, Source = i.Source,
        };
}
