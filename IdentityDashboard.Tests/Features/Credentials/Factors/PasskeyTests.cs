using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials.Factors;

/// <summary>Passkeys against an authenticator the tests wrote.</summary>
public sealed class PasskeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_passkey_is_added_named_and_removed_and_marks_its_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        var service = app.Service<PasskeyService>();
        using var passkey = SoftPasskey.For(app);
        var begun = (await service.BeginAsync(person, Ct)).Value;
        var answer = passkey.Create(begun.Options);

        var codes = await service.AddAsync(person, begun.State, answer, "  Work\tlaptop ", Ct);
        var twice = await service.AddAsync(person, begun.State, answer, "Again", Ct);
        var held = Assert.Single((await app.Service<FactorOverview>().GetAsync(person, Ct)).Value.List.Passkeys);
        var marked = await app.IsMarkedAsync(person.Id);
        var renamed = await service.RenameAsync(person, held.Id, "Blue laptop", Ct);
        var nameless = await service.RenameAsync(person, held.Id, " ", Ct);
        var foreign = await service.RemoveAsync(account.Admin, held.Id, Ct);
        var removed = await service.RemoveAsync(person, held.Id, Ct);

        Assert.Equal(10, codes.Value.Count);
        Assert.Equal(FactorErrors.PasskeyNotAdded, twice.Error);
        Assert.Equal("Work laptop", held.Name);
        Assert.True(marked);
        Assert.True(renamed.Succeeded);
        Assert.Equal(FactorErrors.NameMissing, nameless.Error);
        Assert.Equal(FactorErrors.NoPasskey, foreign.Error);
        Assert.True(removed.Succeeded);
        Assert.False(await app.IsMarkedAsync(person.Id));
        Assert.Equal(0, (await app.QueryAsync(db => FactorQueries.OfAsync(db, person.Id, Ct))).RecoveryCodesLeft);
        Assert.Equal([AuditActions.PasskeyAdded, AuditActions.PasskeyRenamed, AuditActions.PasskeyRemoved], (await app.AuditAsync(person.Id)).Select(e => e.Action).Where(a => a.StartsWith("mfa.", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Registration_takes_only_verified_users_of_this_place_and_this_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (person, other) = ((await app.MemberAsync(account, Given.Address())).As(account), (await app.MemberAsync(account, Given.Address())).As(account));
        var service = app.Service<PasskeyService>();
        var home = app.Service<Microsoft.Extensions.Options.IOptions<IdentityDashboard.Platform.PublicUrlOptions>>().Value.Base;
        using var unverified = new SoftPasskey(home) { Verifies = false };
        using var elsewhere = new SoftPasskey("https://evil.example");
        using var framed = new SoftPasskey(home) { Origin = "https://evil.example" };
        using var theirs = SoftPasskey.For(app);

        foreach (var passkey in new[] { unverified, elsewhere, framed })
        {
            var begun = (await service.BeginAsync(person, Ct)).Value;
            Assert.Equal(FactorErrors.PasskeyNotAdded, (await service.AddAsync(person, begun.State, passkey.Create(begun.Options), null, Ct)).Error);
        }

        var foreign = (await service.BeginAsync(other, Ct)).Value;
        Assert.Equal(FactorErrors.PasskeyNotAdded, (await service.AddAsync(person, foreign.State, theirs.Create(foreign.Options), null, Ct)).Error);
        Assert.Equal(FactorErrors.PasskeyNotAdded, (await service.AddAsync(person, "not ours", "{}", null, Ct)).Error);
        Assert.Equal(FactorErrors.PasskeyNotAdded, (await service.AddAsync(person, foreign.State, "[\"", null, Ct)).Error);
        Assert.False(await app.QueryAsync(db => db.Passkeys.AnyAsync(p => p.AccountId == account.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_answer_works_once_also_20_times_at_once_and_without_a_counter(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        using var passkey = await app.PasskeyAsync(person, counter: 0);
        var signIn = app.Service<PasskeySignIn>();
        var asked = await signIn.BeginAsync();
        var answer = passkey.Get(asked.Options);

        var parallel = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => signIn.SignInAsync(account.Id, asked.State, answer, null, Ct))));

        Assert.Equal(person.Id, Assert.Single(parallel, r => r.Succeeded).Value);
        Assert.NotNull(Assert.Single(await app.QueryAsync(db => db.Passkeys.Where(p => p.IdentityId == person.Id).ToListAsync())).LastUsedAt);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_copy_whose_counter_is_behind_is_refused_and_so_is_another_account(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        using var passkey = await app.PasskeyAsync(person);
        var signIn = app.Service<PasskeySignIn>();

        async Task<bool> OpensAsync(Guid accountId)
        {
            var asked = await signIn.BeginAsync();
            return (await signIn.SignInAsync(accountId, asked.State, passkey.Get(asked.Options), null, Ct)).Succeeded;
        }

        Assert.False(await OpensAsync(other.Id));
        Assert.True(await OpensAsync(account.Id));
        passkey.Counter = 1;
        Assert.False(await OpensAsync(account.Id));
        passkey.Counter = 40;
        Assert.True(await OpensAsync(account.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_passkey_is_the_second_factor_of_its_person_alone(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        using var passkey = await app.PasskeyAsync(person);
        using var others = await app.PasskeyAsync(account.Admin);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);

        var page = await visitor.OpenAsync(FactorSetup.SecondFactor);
        var (options, state) = await visitor.AskedAsync($"{FactorSetup.SecondFactor}/passkey-options");
        var wrong = await visitor.FillAsync(FactorSetup.SecondFactor, "passkey", ("state", state), ("credential", others.Get(options)));
        var stillOut = !await visitor.IsInAsync();
        (options, state) = await visitor.AskedAsync($"{FactorSetup.SecondFactor}/passkey-options");
        var right = await visitor.FillAsync(FactorSetup.SecondFactor, "passkey", ("state", state), ("credential", passkey.Get(options)));

        Assert.DoesNotContain("name=\"code\"", page.Html, StringComparison.Ordinal);
        Assert.True(wrong.Says(FactorErrors.PasskeyRefused.Message));
        Assert.True(stillOut);
        Assert.Equal("/", right.Location);
        Assert.True(await visitor.IsInAsync());
    }
}
