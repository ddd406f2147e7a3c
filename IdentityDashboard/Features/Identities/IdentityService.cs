using System.Collections.Concurrent;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Writes people, a batch at a time: what the rows name is looked up once, all rows are written by one statement a table,
/// in one transaction. The outcome is per row; single creates that arrive together are one batch. All doors end here.
/// </summary>
internal sealed class IdentityService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, GrantGuardBatch grants, GroupMembershipWriter groups, AttributeWriter attributes,
    IOpenInvitations invitations, PasswordService passwords, IdentityRows records, IRowWriter writer, ChangeFeed changes)
{
    private const int Attempts = 3;

    /// <summary>People of one batch from which on it is worth planning anew how they are looked for.</summary>
    private const int Many = 50;

    /// <summary>Few enough that the first of them doesn't wait long for the last.</summary>
    private const int MostTogether = 100;

    private readonly ConcurrentDictionary<Guid, Together<Single, Result<CreatedIdentity>>> _singles = new();

    private sealed record Single(Actor Actor, CreateScope Scope, NewIdentity Person);

    /// <summary>One person. Those of an account that come at the same time are written in one transaction, each with its own outcome.</summary>
    public async Task<Result<CreatedIdentity>> CreateAsync(Actor actor, CreateScope scope, NewIdentity person, CancellationToken ct)
    {
        var hashed = (await WithHashesAsync(actor, scope, [person], ct))[0];
        return await _singles.GetOrAdd(actor.AccountId, _ => new(CreateTogetherAsync, MostTogether, writer.AtOnce, DatabaseOutage.Is)).AskAsync(new Single(actor, scope, hashed), ct);
    }

    /// <summary>One result per row, in the order given: within a batch the first of two duplicates wins.</summary>
    public async Task<IReadOnlyList<Result<CreatedIdentity>>> CreateAsync(Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        if (batch.Count == 1) return [await CreateAsync(actor, scope, batch[0], ct)];
        var hashed = await WithHashesAsync(actor, scope, batch, ct);
        var results = await CommitAsync(db => CreateAsync(db, actor, scope, hashed, ct), ct);
        Publish(actor.AccountId);
        return results;
    }

    /// <summary>
    /// The same within the caller's transaction, for acceptance, first run and import: the people are written when it
    /// returns; the caller saves what was changed with them (invitations withdrawn) and commits. Call
    /// <see cref="WithHashesAsync"/> before the transaction begins.
    /// </summary>
    public async Task<IReadOnlyList<Result<CreatedIdentity>>> CreateAsync(DashboardDbContext db, Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        var (managed, refusal) = await ManagedAsync(db, actor, scope, ct);
        if (refusal is not null) return [.. batch.Select(_ => (Result<CreatedIdentity>)refusal)];
        if (batch.Count >= Many) await db.PlanAnewAsync(ct);

        var policy = await PolicyAsync(db, actor, batch, ct);
        var traits = await attributes.CheckAsync(db, actor.AccountId, [.. batch.Select(p => new TypedTraits(p.Traits, Lenient: p.IsInvited))], ct);
        var checkedRows = batch.Select((p, i) => IdentityValidation.Check(p, policy, scope.EnvironmentId is not null, traits[i].Problems)).ToList();
        var good = checkedRows.Where(r => r.Row is not null).Select(r => r.Row!).ToList();
        var taken = await TakenAsync(db, actor, good, ct);
        var asked = await NewcomerGrants.LookUpAsync(db, grants, groups, actor, scope, managed, [.. good.Select(r => r.Typed)], ct);

        var results = new List<Result<CreatedIdentity>>(batch.Count);
        var (rows, added) = (new NewRows(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (row, error) in checkedRows)
        {
            var result = row is null ? error! : taken.Contains(row.Email.Normalized) ? IdentityErrors.EmailExists : Add(results.Count, row);
            if (result.Succeeded)
            {
                taken.Add(row!.Email.Normalized);
                added[row.Email.Normalized] = results.Count;
            }

            results.Add(result);
        }

        if (added.Count == 0) return results;
        // What the caller did before stands before it, in the audit too.
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(ct);
        await writer.WriteAsync(db, rows, ct);
        foreach (var email in await invitations.RevokeForAsync(db, actor, added.Keys, ct)) results[added[email]] = results[added[email]].Value with { RevokedInvitation = true };
        return results;

        Result<CreatedIdentity> Add(int index, CleanIdentity row)
        {
            var (beyond, grant) = asked.Of(row.Typed);
            return beyond is not null ? beyond : traits.Claim(index) is { } claimed ? claimed : records.EndProblem(row) is { } never ? never : records.Add(rows, actor, scope, row, grant, traits, index);
        }
    }

    /// <summary>
    /// Hashes the passwords of those who may and can be written, on the free processors: it takes long, so it is done
    /// before a transaction keeps others waiting.
    /// </summary>
    public async Task<IReadOnlyList<NewIdentity>> WithHashesAsync(Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        if (!batch.Any(p => p is { Password: not null, PasswordHash: null })) return batch;
        var wanted = await WorthHashingAsync(actor, scope, batch, ct);
        var hashes = await passwords.HashAsync([.. wanted.Select(i => batch[i].Password!)], ct);
        var hashed = batch.ToArray();
        for (var i = 0; i < wanted.Count; i++) hashed[wanted[i]] = hashed[wanted[i]] with { PasswordHash = hashes[i] };
        return hashed;
    }

    private async Task<List<int>> WorthHashingAsync(Actor actor, CreateScope scope, IReadOnlyList<NewIdentity> batch, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if ((await ManagedAsync(db, actor, scope, ct)).Refusal is not null) return [];
        var policy = await PolicyAsync(db, actor, batch, ct);
        var good = batch.Select((p, i) => (Index: i, IdentityValidation.Check(p, policy, scope.EnvironmentId is not null).Row))
            .Where(r => r.Row is { Typed: { Password: not null, PasswordHash: null } }).ToList();
        var taken = await TakenAsync(db, actor, [.. good.Select(r => r.Row!)], ct);
        return [.. good.Where(r => taken.Add(r.Row!.Email.Normalized)).Select(r => r.Index)];
    }

    private async Task<IReadOnlyList<Result<CreatedIdentity>>> CreateTogetherAsync(IReadOnlyList<Single> asked)
    {
        var results = await CommitAsync(async db =>
        {
            var all = new Result<CreatedIdentity>[asked.Count];
            foreach (var same in asked.Select((a, i) => (Asked: a, Index: i)).GroupBy(a => (a.Asked.Actor, a.Asked.Scope)))
            {
                var batch = await CreateAsync(db, same.Key.Actor, same.Key.Scope, [.. same.Select(a => a.Asked.Person)], CancellationToken.None);
                foreach (var (index, result) in same.Select(a => a.Index).Zip(batch)) all[index] = result;
            }

            return all;
        }, CancellationToken.None);
        Publish(asked[0].Actor.AccountId);
        return results;
    }

    private async Task<IReadOnlyList<Result<CreatedIdentity>>> CommitAsync<TResults>(Func<DashboardDbContext, Task<TResults>> create, CancellationToken ct)
        where TResults : IReadOnlyList<Result<CreatedIdentity>>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var results = await create(db);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                return results;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e) && attempt < Attempts)
            {
                // Somebody else took an address or a unique value between our query and our write: the next attempt sees them.
            }
        }
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

    /// <summary>Read once for the batch, and only where it has passwords.</summary>
    private static async Task<PasswordPolicy> PolicyAsync(DashboardDbContext db, Actor actor, IReadOnlyList<NewIdentity> batch, CancellationToken ct) =>
        batch.Any(p => p.Password is not null) ? await SecurityPolicies.PasswordsOfAsync(db, actor.AccountId, ct) : PasswordPolicy.Default;

    private static async Task<HashSet<string>> TakenAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<CleanIdentity> rows, CancellationToken ct)
    {
        var emails = db.Asked(rows.Select(r => r.Email.Normalized).Distinct(StringComparer.Ordinal));
        return (await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && i.NormalizedEmail != null && emails.Contains(i.NormalizedEmail))
            .Select(i => i.NormalizedEmail!).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }

    private void Publish(Guid accountId)
    {
        foreach (var topic in new[] { ChangeTopic.Identities, ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Invitations }) changes.Publish(accountId, topic);
    }
}
