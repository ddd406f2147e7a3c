using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Says what inviting each address would come to, before anything is written.</summary>
internal sealed class InvitationChecks(IDbContextFactory<DashboardDbContext> dbs, SightService sights, TimeProvider clock)
{
    /// <summary>Who manages a part of the environment hears only what is wrong with an address, not whose it is.</summary>
    public async Task<IReadOnlyList<AddressCheck>> CheckAsync(Actor actor, Guid environmentId, IReadOnlyList<string> addresses, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, Permissions.IdentityManage, environmentId, ct) is not { Any: true } managed) return [];
        var parsed = addresses.Select(a => (Typed: a, Ok: EmailAddress.TryParse(a, out var email, out var problem), Email: email, Problem: problem)).ToList();
        if (managed.IsPart) return [.. parsed.Where(p => !p.Ok).Select(p => Invalid(p.Typed, p.Problem))];
        var application = await db.Environments.Where(e => e.Id == environmentId).Select(e => e.ApplicationId).FirstAsync(ct);
        var book = await AddressBook.LoadAsync(db, actor.AccountId, application, [.. parsed.Where(p => p.Ok).Select(p => p.Email.Normalized)], clock.GetUtcNow(), ct);
        return [.. parsed.Select(p => p.Ok ? Standing(p.Typed, p.Email, book) : Invalid(p.Typed, p.Problem))];
    }

    private static AddressCheck Invalid(string typed, string? problem) => new(typed, AddressStanding.Invalid, problem, null, null, null, null);

    private static AddressCheck Standing(string typed, EmailAddress email, AddressBook book)
    {
        var person = book.PersonWith(email.Normalized);
        var pending = book.PendingFor(email.Normalized);
        var standing = person is { IsMember: true } ? AddressStanding.Member : pending is not null ? AddressStanding.Pending : AddressStanding.Free;
        var suggestion = standing == AddressStanding.Free ? DomainTypos.Suggest(email.Normalized[(email.Normalized.LastIndexOf('@') + 1)..]) : null;
        return new AddressCheck(typed, standing, null, suggestion, person?.Id, person?.Name, pending?.Id);
    }
}
