using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Lifecycle;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>A46: whoever gets an address gets nothing of what a former holder of it had.</summary>
public sealed class FormerHolderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Deleted_and_created_again_with_the_same_address_somebody_begins_with_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);

        Assert.True((await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, former.Id, Ct)).Succeeded);
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(former.Email, "Nia", "Newcomer"), Ct);

        await former.AssertNothingIsLeftForAsync(created.Value.Id);
        Assert.Equal(IdentityErrors.EmailTaken, (await app.Service<IdentityRestore>().RestoreAsync(account.Admin, former.Id, Ct)).Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Deleted_and_created_again_through_the_API_somebody_begins_with_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);
        using var client = await ApiClient.WithKeyAsync(app, account);

        var deleted = await client.DeleteAsync($"identities/{former.Id}");
        var created = await client.PostAsync("identities", new { email = former.Email.ToUpperInvariant(), first_name = "Nia", last_name = "Newcomer" });

        Assert.Equal((204, 201), (deleted.Status, created.Status));
        await former.AssertNothingIsLeftForAsync(created["id"].GetGuid(), memberships: 1);
        (await client.GetAsync($"identities/{former.Id}")).Refused(404, "not_found");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Who_is_given_the_address_somebody_gave_up_gets_nothing_of_theirs(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);
        var newcomer = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(AccountSetup.Email("nia"), "Nia", "Newcomer"), Ct);

        await RenameAsync(app, account, former.Id, AccountSetup.Email("moved"));
        await RenameAsync(app, account, newcomer.Value.Id, former.Email);

        await former.AssertNothingIsLeftForAsync(newcomer.Value.Id);
        var held = (await app.Service<AccessQueries>().HeldByAsync(account.Id, [former.Id], null, Ct))[former.Id];
        Assert.Equal(2, held.Count());
        Assert.NotNull(await app.PlanOfAsync(former.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_An_invitation_to_somebody_deleted_lets_nobody_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);
        using var visitor = new Visitor(app);

        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, former.Id, Ct);
        var accepted = await visitor.AcceptAsync(former.InvitationPath);

        Assert.Null(accepted.Location);
        Assert.False(await visitor.IsInAsync());
        Assert.Null(await app.FindAsync(account, former.Email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Deleted_among_many_somebodys_invitation_ends_too(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);

        await app.QueryAsync(async db =>
        {
            var rows = await app.Service<IdentityStateBatch>().ApplyAsync(db, account.Admin, StateChange.Delete, [new BatchTarget(former.Id)], expected: null, Ct);
            Assert.True(Assert.Single(rows).IsDone, rows[0].Reason);
            return await db.SaveChangesAsync(Ct);
        });
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(former.Email, "Nia", "Newcomer"), Ct);

        await former.AssertNothingIsLeftForAsync(created.Value.Id);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Erased_for_good_nothing_refers_to_them_any_more(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var former = await Former.MakeAsync(app, account);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, former.Id, Ct);
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(former.Email, "Nia", "Newcomer"), Ct);
        var longAgo = DateTimeOffset.UtcNow.AddDays(-31);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == former.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.DeletedAt, longAgo), Ct));

        await app.Service<IdentityPurge>().RunAsync(Ct);

        Assert.Null(await app.FindAsync(former.Id));
        Assert.Equal(404, (await app.Service<IdentityRestore>().RestoreAsync(account.Admin, former.Id, Ct)).Error!.Status);
        Assert.Empty(await app.QueryAsync(db => Rows.OfAsync(db, former.Id)));
        await former.AssertNothingIsLeftForAsync(created.Value.Id);
    }

    private static async Task RenameAsync(TestApp app, TestAccount account, Guid id, string email)
    {
        var now = (await app.FindAsync(id))!;
        var edit = new IdentityEdit(now.FirstName, now.LastName, email, null, EmailVerified: true, MustChangePassword: false, now.ConcurrencyStamp!);
        var renamed = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, id, edit, Ct);
        Assert.True(renamed.Succeeded, renamed.Error?.Message);
    }

    /// <summary>Somebody who has one of everything, and the ways in that they had.</summary>
    private sealed record Former(TestApp App, TestAccount Account, Guid Id, string Email, string ResetLink, string InvitationPath)
    {
        public static async Task<Former> MakeAsync(TestApp app, TestAccount account)
        {
            var email = AccountSetup.Email("fay");
            var person = (await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(email, "Fay", "Former") { Password = Given.Password, ExternalId = "hr-17" }, Ct)).Value;
            var group = await app.GroupAsync(account, person.Id);
            var admin = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin);
            await app.AssignAsync(account, admin, account.Production, person.Id);
            await app.AssignAsync(account, admin, account.Production, group: group.Id);
            await app.PlanAsync(account, person.Id, LifecycleWorld.In(TimeSpan.FromDays(30)));
            var reset = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value;
            var (_, path) = await app.InvitationAsync(account, new NewInvitation(email, RoleId: await app.RoleNamedAsync(account.Development, BuiltInRoles.Admin), NodeId: account.Development.RootNodeId));
            await app.QueryAsync(db => AddCredentialsAsync(db, account, person));
            return new Former(app, account, person.Id, email, reset.Split('/')[^1], path);
        }

        /// <param name="memberships">Applications the newcomer was put into themselves.</param>
        public async Task AssertNothingIsLeftForAsync(Guid newcomer, int memberships = 0)
        {
            Assert.NotEqual(Id, newcomer);
            var rows = await App.QueryAsync(db => Rows.OfAsync(db, newcomer));
            Assert.Equal(memberships == 0 ? [] : ["AppMembership"], rows);
            Assert.Empty((await App.Service<AccessQueries>().HeldByAsync(Account.Id, [newcomer], null, Ct))[newcomer]);
            foreach (var place in new[] { Account.Production, Account.Development })
            {
                Assert.False(await App.QueryAsync(db => App.Service<AccessService>().EvaluateAsync(db, newcomer, Permissions.IdentityRead, place.RootNodeId, Ct)));
            }

            var record = (await App.FindAsync(newcomer))!;
            Assert.Equal((null, null, false, "Nia"), (record.PasswordHash, record.ExternalId, record.TwoFactorEnabled, record.FirstName));
            using var visitor = new Visitor(App);
            Assert.Null((await visitor.SignInAsync(Account, Email, Given.Password)).Location);
            Assert.False((await App.Service<PasswordReset>().OpenAsync(ResetLink, Ct)).Succeeded);
            Assert.False((await App.Service<Acceptance>().OpenAsync(InvitationPath.Split('/')[^1], Ct)).Succeeded);
            Assert.Null((await visitor.AcceptAsync(InvitationPath)).Location);
            Assert.False(await App.HasEndedAsync(newcomer));
        }

        private static Task<int> AddCredentialsAsync(DashboardDbContext db, TestAccount account, CreatedIdentity person)
        {
            var now = DateTimeOffset.UtcNow;
            var some = Guid.NewGuid().ToByteArray();
            db.Add(new Passkey { AccountId = account.Id, IdentityId = person.Id, CredentialId = some, PublicKey = some, Name = "Laptop", AttestationObject = some, ClientDataJson = some, CreatedAt = now });
            db.Add(new UserSession { AccountId = account.Id, IdentityId = person.Id, SecurityStamp = "s", CreatedAt = now, LastSeenAt = now, AuthenticatedAt = now });
            db.Add(new EmailVerification { AccountId = account.Id, IdentityId = person.Id, Email = person.Email, TokenHash = some, SecurityStamp = "s", CreatedAt = now, ExpiresAt = now.AddDays(1) });
            db.Add(new Authenticator { AccountId = account.Id, IdentityId = person.Id, ProtectedSecret = "x", ConfirmedAt = now, CreatedAt = now });
            db.Add(new RecoveryCode { AccountId = account.Id, IdentityId = person.Id, CodeHash = some, CreatedAt = now });
            db.Add(new InactivityWarning { AccountId = account.Id, IdentityId = person.Id, WarnedAt = now });
            return db.SaveChangesAsync(Ct);
        }
    }

    /// <summary>Everything in the database that belongs to a person, found by the model's own foreign keys.</summary>
    private static class Rows
    {
        /// <returns>The kinds of rows there are, in the order of their names.</returns>
        public static async Task<IReadOnlyList<string>> OfAsync(DashboardDbContext db, Guid id)
        {
            var found = new List<string>();
            var keys = db.Model.GetEntityTypes().SelectMany(t => t.GetForeignKeys()).Where(k => k.PrincipalEntityType.ClrType == typeof(Identity) && k.Properties.Count == 1);
            foreach (var key in keys.ToList())
            {
                if (await CountAsync(db, key, id) > 0) found.Add(key.DeclaringEntityType.ClrType.Name);
            }

            return [.. found.Distinct().Order(StringComparer.Ordinal)];
        }

        private static async Task<int> CountAsync(DashboardDbContext db, IForeignKey key, Guid id)
        {
            var table = StoreObjectIdentifier.Table(key.DeclaringEntityType.GetTableName()!, key.DeclaringEntityType.GetSchema());
            var sql = $"SELECT CAST(count(*) AS int) AS \"Value\" FROM {table.Name} WHERE {key.Properties[0].GetColumnName(table)} = {{0}}";
            return (await db.Database.SqlQueryRaw<int>(sql, id).ToListAsync(Ct))[0];
        }
    }
}
