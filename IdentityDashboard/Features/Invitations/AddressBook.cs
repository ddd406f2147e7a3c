using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <param name="IsInvited">Into the application, by an invitation that may have expired.</param>
internal sealed record KnownPerson(Guid Id, string NormalizedEmail, string Name, bool IsMember, bool IsInvited);

internal sealed record OpenInvitation(Guid Id, string NormalizedEmail, DateTimeOffset ExpiresAt);

/// <summary>Who of a list of addresses is here already or invited already: two statements for the whole list.</summary>
internal sealed class AddressBook
{
    private readonly Dictionary<string, KnownPerson> _people;
    private readonly Dictionary<string, OpenInvitation> _open;
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _now;

    private AddressBook(Dictionary<string, KnownPerson> people, Dictionary<string, OpenInvitation> open, DateTimeOffset now) =>
        (_people, _open, _now) = (people, open, now);

    public static async Task<AddressBook> LoadAsync(DashboardDbContext db, Guid accountId, Guid applicationId, IReadOnlyCollection<string> emails, DateTimeOffset now, CancellationToken ct)
    {
        var asked = db.Asked(emails);
        var people = await db.Identities.Where(i => i.AccountId == accountId && i.State != PrincipalState.Deleted && i.NormalizedEmail != null && asked.Contains(i.NormalizedEmail))
            .Select(i => new KnownPerson(i.Id, i.NormalizedEmail!, i.FirstName + " " + i.LastName,
                db.AppMemberships.Any(m => m.IdentityId == i.Id && m.ApplicationId == applicationId && m.State != MembershipState.Invited),
                db.AppMemberships.Any(m => m.IdentityId == i.Id && m.ApplicationId == applicationId && m.State == MembershipState.Invited)))
            .ToDictionaryAsync(p => p.NormalizedEmail, StringComparer.Ordinal, ct);
        var open = await db.Invitations.Where(i => i.ApplicationId == applicationId && i.AcceptedAt == null && i.RevokedAt == null && asked.Contains(i.NormalizedEmail))
            .Select(i => new OpenInvitation(i.Id, i.NormalizedEmail, i.ExpiresAt)).ToDictionaryAsync(i => i.NormalizedEmail, StringComparer.Ordinal, ct);
        return new AddressBook(people, open, now);
    }

    public KnownPerson? PersonWith(string email) => _people.GetValueOrDefault(email);

    /// <summary>The invitation that still works for this address.</summary>
    public OpenInvitation? PendingFor(string email) => _open.TryGetValue(email, out var open) && open.ExpiresAt > _now ? open : null;

    /// <summary>False when the address has a pending invitation or was claimed before.</summary>
    public bool TryClaim(string email) => PendingFor(email) is null && _claimed.Add(email);

    public IReadOnlyList<Guid> Expired => [.. _open.Values.Where(i => i.ExpiresAt <= _now).Select(i => i.Id)];
}
