using IdentityDashboard.Data;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace;

/// <summary>A new account and the person who runs it.</summary>
/// <param name="ApiKey">A key of the Production environment with the Admin role at its root: 32 characters or more.</param>
public sealed record NewAccount(string AccountName, string Email, string FirstName, string LastName, string Password, string? ApiKey = null);

public sealed record ProvisionedAccount(Guid AccountId, string Slug, Guid AdministratorId);

/// <summary>
/// Sets an account up in one transaction: application, environments Development and Production with root node and
/// roles, and its first administrator, who is Owner and Admin at every root (S44).
/// </summary>
internal sealed class AccountProvisioning(
    IDbContextFactory<DashboardDbContext> dbs, IdentityService identities, EnvironmentSetup setup, ApiKeyWriter keys, AuditLog audit, TimeProvider clock)
{
    private const int MaxName = 120;
    /// <summary>Each lost race means that somebody else has an account now, so many in a row end by themselves.</summary>
    private const int Attempts = 20;

    public async Task<Result<ProvisionedAccount>> CreateAsync(NewAccount wanted, string? ip, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var result = await CreateAsync(db, wanted, ip, ct);
                if (result.Succeeded) await transaction.CommitAsync(ct);
                return result;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e) && attempt < Attempts)
            {
                // Another account took the slug between our look and our write: the next attempt sees it.
            }
        }
    }

    /// <summary>Within the caller's transaction: saves, doesn't commit.</summary>
    public async Task<Result<ProvisionedAccount>> CreateAsync(DashboardDbContext db, NewAccount wanted, string? ip, CancellationToken ct)
    {
        var name = PersonName.Clean(wanted.AccountName);
        if (CheckName(name) is { } problem) return problem;

        var now = clock.GetUtcNow();
        var account = new Account { Name = name, Slug = await FreeSlugAsync(db, name, ct), CreatedAt = now };
        db.Accounts.Add(account);
        var application = new Application { AccountId = account.Id, Name = name, Slug = account.Slug, CreatedAt = now };
        db.Applications.Add(application);
        await db.SaveChangesAsync(ct);

        var system = Actor.System(account.Id, "First run") with { Ip = ip };
        audit.Add(db, system, AuditActions.AccountCreated, new AuditTarget(AuditTarget.Account, account.Id, name), new Changes().Set("name", null, name));
        var person = new NewIdentity(wanted.Email, wanted.FirstName, wanted.LastName) { Password = wanted.Password, EmailVerified = true };
        var created = (await identities.CreateAsync(db, system, CreateScope.Directory(application.Id), [person], ct))[0];
        if (!created.Succeeded) return created.Error!;

        var administrator = created.Value;
        db.AccountOwners.Add(new AccountOwner { AccountId = account.Id, IdentityId = administrator.Id, CreatedAt = now });
        audit.Add(db, system, AuditActions.OwnerAdded, new AuditTarget(AuditTarget.User, administrator.Id, administrator.FullName));
        account.FirstAdministratorId = administrator.Id;
        AddEnvironments(db, system, account, application, administrator, wanted.ApiKey);
        await db.SaveChangesAsync(ct);
        return new ProvisionedAccount(account.Id, account.Slug, administrator.Id);
    }

    private void AddEnvironments(DashboardDbContext db, Actor system, Account account, Application application, CreatedIdentity administrator, string? apiKey)
    {
        var admin = new AuditTarget(AuditTarget.User, administrator.Id, administrator.FullName);
        foreach (var kind in EnvironmentSetup.Standard)
        {
            var grant = setup.Add(db, system, EnvironmentSetup.Empty(application, kind, account.CreatedAt), account.Name, admin);
            if (kind == EnvironmentKind.Production && apiKey is not null) keys.Add(db, system, "Bootstrap", apiKey, grant);
        }
    }

    internal static Error? CheckName(string name) => name.Length switch
    {
        0 => Error.Field("validation_failed", 422, "account_name", "Enter the name of your organisation."),
        > MaxName => Error.Field("validation_failed", 422, "account_name", $"A name can have {MaxName} characters."),
        _ => null,
    };

    private static async Task<string> FreeSlugAsync(DashboardDbContext db, string name, CancellationToken ct)
    {
        var wanted = Slug.From(name);
        var taken = (await db.Accounts.Where(a => a.Slug == wanted || a.Slug.StartsWith(wanted + "-")).Select(a => a.Slug).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        var slug = wanted;
        for (var n = 2; taken.Contains(slug); n++) slug = $"{wanted}-{n}";
        return slug;
    }
}
