using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Credentials.Factors;

/// <summary>Who needs a second factor, and what follows.</summary>
public sealed class MfaPolicyTests
{
    private const string SetUp = "/sign-in/set-up-factor";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Administrators_only_means_owners_and_holders_of_dashboard_permissions_now(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var plain = (await app.PersonAsync(account)).As(account);
        var asker = await app.ActorAsync(account, [Permissions.AccessRequest]);
        var reader = await app.ActorAsync(account, [Permissions.AuditRead]);
        var (grouped, over, later) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        var (role, place) = (await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), account.Production);
        await app.AssignAsync(account, role, place, group: (await app.GroupAsync(account, grouped.Id)).Id);
        await app.AssignAsync(account, role, place, over.Id, to: DateTimeOffset.UtcNow.AddDays(-1));
        await app.AssignAsync(account, role, place, later.Id, from: DateTimeOffset.UtcNow.AddDays(1));
        var requirement = app.Service<MfaRequirement>();
        var before = (await app.Service<MfaPolicyService>().GetAsync(account.Admin, Ct)).Value;

        async Task<bool[]> RequiredAsync(MfaPolicy policy) => await app.QueryAsync(async db =>
        {
            var answers = new List<bool>();
            foreach (var id in new[] { account.Admin.Id, reader.Id, grouped.Id, plain.Id, asker.Id, over.Id, later.Id })
            {
                answers.Add(await requirement.IsRequiredAsync(db, new SecurityPolicy { AccountId = account.Id, Mfa = policy }, id, Ct));
            }

            return answers.ToArray();
        });

        bool[] administrators = await RequiredAsync(MfaPolicy.RequiredForAdministrators);
        Assert.Equal(new[] { true, true, true, false, false, false, false }, administrators);
        Assert.All(await RequiredAsync(MfaPolicy.Required), Assert.True);
        Assert.All(await RequiredAsync(MfaPolicy.Optional), Assert.False);
        Assert.All(await RequiredAsync(MfaPolicy.Off), Assert.False);
        Assert.Equal((7, 3), (before.Lacking.Value, before.AdministratorsLacking.Value));
        await app.EnrolAsync(reader);
        await app.EnrolAsync(plain);
        var after = (await app.Service<MfaPolicyService>().GetAsync(account.Admin, Ct)).Value;
        Assert.Equal((5, 2, false), (after.Lacking.Value, after.AdministratorsLacking.Value, after.HasOwn));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_Owners_change_the_policy_and_not_one_that_changed_meanwhile(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var service = app.Service<MfaPolicyService>();
        var seen = (await service.GetAsync(account.Admin, Ct)).Value;

        var refused = await service.ChangeAsync(admin, MfaPolicy.Off, seen.Version, Ct);
        var first = await service.ChangeAsync(account.Admin, MfaPolicy.Required, seen.Version, Ct);
        var second = await service.ChangeAsync(account.Admin, MfaPolicy.Off, seen.Version, Ct);

        Assert.Equal((403, 403), ((await service.GetAsync(admin, Ct)).Error!.Status, refused.Error!.Status));
        Assert.True(first.Succeeded);
        Assert.Equal(SecurityPolicies.Changed, second.Error);
        Assert.Equal((MfaPolicy.Optional, MfaPolicy.Required), (seen.Mfa, (await service.GetAsync(account.Admin, Ct)).Value.Mfa));
        var entry = Assert.Single(await app.AuditAsync(account, AuditActions.PolicyChanged));
        Assert.Contains("\"mfa\":[\"optional\",\"required\"]", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_last_factor_stays_where_the_policy_asks_for_one_and_can_be_replaced(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        var (authenticators, passkeys) = (app.Service<AuthenticatorService>(), app.Service<IdentityDashboard.Features.Credentials.Passkeys.PasskeyService>());
        await app.EnrolAsync(person);
        await app.PolicyAsync(account, MfaPolicy.Required);

        var last = await authenticators.RemoveAsync(person, Ct);
        var (phone, noCodes) = await app.EnrolAsync(person);
        var replaced = await app.Service<SecondFactor>().PassCodeAsync(person, phone.Next(), Ct);
        using var passkey = await app.PasskeyAsync(person);
        var removed = await authenticators.RemoveAsync(person, Ct);
        var key = Assert.Single((await app.Service<FactorOverview>().GetAsync(person, Ct)).Value.List.Passkeys);
        var lastKey = await passkeys.RemoveAsync(person, key.Id, Ct);
        await app.PolicyAsync(account, MfaPolicy.RequiredForAdministrators);
        var free = await passkeys.RemoveAsync(person, key.Id, Ct);

        Assert.Equal((FactorErrors.LastFactor, FactorErrors.LastFactor), (last.Error, lastKey.Error));
        Assert.Empty(noCodes);
        Assert.True(replaced.Succeeded);
        Assert.True(removed.Succeeded);
        Assert.True(free.Succeeded);
        Assert.False(await app.IsMarkedAsync(person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_removals_at_once_leave_one_factor_where_one_is_asked_for(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        await app.EnrolAsync(person);
        using var passkey = await app.PasskeyAsync(person);
        var key = Assert.Single((await app.Service<FactorOverview>().GetAsync(person, Ct)).Value.List.Passkeys);
        await app.PolicyAsync(account, MfaPolicy.Required);

        Func<Task<Platform.Errors.Result>>[] acts =
        [
            () => app.Service<AuthenticatorService>().RemoveAsync(person, Ct),
            () => app.Service<IdentityDashboard.Features.Credentials.Passkeys.PasskeyService>().RemoveAsync(person, key.Id, Ct),
        ];
        var outcomes = await Task.WhenAll(acts.Select(act => Task.Run(act)));

        Assert.Single(outcomes, o => o.Succeeded);
        Assert.Single(outcomes, o => o.Error == FactorErrors.LastFactor);
        Assert.True(await app.IsMarkedAsync(person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Required_leads_everybody_to_the_page_and_Off_asks_nobody(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        using var owner = new Visitor(app);
        await owner.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        await app.PolicyAsync(account, MfaPolicy.Required);

        Assert.Equal($"{SetUp}?returnUrl=%2Faccount", (await owner.OpenAsync("/account")).Location);
        using var member = new Visitor(app);
        await member.SignInAsync(account, email, Given.Password);
        Assert.StartsWith(SetUp, (await member.OpenAsync("/account")).Location, StringComparison.Ordinal);

        await app.EnrolAsync(person);
        await app.PolicyAsync(account, MfaPolicy.Off);
        Assert.True(await owner.IsInAsync());
        using var again = new Visitor(app);
        await again.SignInAsync(account, email, Given.Password);
        Assert.True(await again.IsInAsync());
        Assert.Equal(FactorErrors.NotOffered, (await app.Service<AuthenticatorService>().BeginAsync(person, Ct)).Error);
    }
}
