using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials.Policy;

public sealed class SecurityPolicyServiceTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_Owner_changes_the_rules_and_the_audit_has_old_and_new_field_by_field(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var heard = new List<ChangeTopic>();
        using var listening = app.Service<ChangeFeed>().Subscribe(account.Id, topic => { heard.Add(topic); return Task.CompletedTask; });

        await app.DecideAsync(account, rules => rules with { MinLength = " 12 ", MaxLength = "128", Digit = true, History = "5", MaxAgeDays = "90" });
        await app.DecideAsync(account, rules => rules);
        var saved = await app.QueryAsync(db => db.SecurityPolicies.AsNoTracking().SingleAsync(p => p.AccountId == account.Id));

        Assert.Equal((12, 128, false, false, true, false, 5, 90, 1), (saved.PasswordMinLength, saved.PasswordMaxLength, saved.RequireLower, saved.RequireUpper, saved.RequireDigit, saved.RequireSymbol, saved.PasswordHistory, saved.PasswordMaxAgeDays, saved.Version));
        var entry = Assert.Single(await app.AuditAsync(account, AuditActions.PolicyChanged));
        Assert.Equal((account.Id, "Halden Group"), (entry.TargetId, entry.TargetName));
        Assert.Equal("""{"password_min_length":["8","12"],"password_max_length":["64","128"],"require_digit":["no","yes"],"password_history":["0","5"],"password_max_age_days":[null,"90"]}""", entry.Changes);
        Assert.Equal([ChangeTopic.Settings], heard);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_Owners_who_save_at_once_the_second_is_told_and_nothing_is_lost(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var seen = await app.RulesAsync(account);
        var service = app.Service<SecurityPolicyService>();

        var first = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => service.SavePasswordsAsync(account.Admin, seen with { MinLength = $"{10 + i}" }, Ct))));
        var again = await app.RulesAsync(account);
        var second = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => service.SavePasswordsAsync(account.Admin, again with { MinLength = $"{30 + i}" }, Ct))));

        foreach (var outcomes in new[] { first, second })
        {
            Assert.Single(outcomes, o => o.Succeeded);
            Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.Equal(("changed_meanwhile", 412), (o.Error!.Code, o.Error.Status)));
        }

        Assert.Equal(2, (await app.AuditAsync(account, AuditActions.PolicyChanged)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_Only_an_Owner_of_the_account_sees_changes_or_previews_the_rules_and_shows_who_they_are_to_save(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var service = app.Service<SecurityPolicyService>();
        var form = await app.RulesAsync(account) with { MinLength = "20" };

        foreach (var stranger in new[] { admin, other.Admin with { AccountId = account.Id }, new Actor(ActorKind.ApiKey, Guid.NewGuid(), "HR sync", account.Id) })
        {
            Assert.Equal(403, (await service.GetAsync(stranger, Ct)).Error?.Status);
            Assert.Equal(403, (await service.PreviewAsync(stranger, form, Ct)).Error?.Status);
            Assert.Equal(403, (await service.SavePasswordsAsync(stranger, form, Ct)).Error?.Status);
            Assert.Empty(await service.ChangedByAsync(stranger, Ct));
        }

        Assert.Equal(SessionGuard.Stale, (await service.SavePasswordsAsync(account.Admin with { Session = Guid.NewGuid() }, form, Ct)).Error);
        await app.DecideAsync(other, rules => rules with { MinLength = "30" });
        Assert.Equal("8", (await app.RulesAsync(account)).MinLength);
    }

    [Theory]
    [InlineData("7", "64", "0", "", PasswordRulesForm.MinLengthKey, "Enter a number from 8 to the maximum, 64.")]
    [InlineData("65", "64", "0", "", PasswordRulesForm.MinLengthKey, "Enter a number from 8 to the maximum, 64.")]
    [InlineData("twelve", "64", "0", "", PasswordRulesForm.MinLengthKey, "Enter a number from 8 to the maximum, 64.")]
    [InlineData("8", "63", "0", "", PasswordRulesForm.MaxLengthKey, "Enter a number from 64 to 256.")]
    [InlineData("8", "257", "0", "", PasswordRulesForm.MaxLengthKey, "Enter a number from 64 to 256.")]
    [InlineData("8", "64", "25", "", PasswordRulesForm.HistoryKey, "Enter a number from 0 to 24.")]
    [InlineData("8", "64", "", "", PasswordRulesForm.HistoryKey, "Enter a number from 0 to 24.")]
    [InlineData("8", "64", "0", "0", PasswordRulesForm.MaxAgeKey, "Enter a number of days from 1 to 3650, or leave it empty.")]
    [InlineData("8", "64", "0", "soon", PasswordRulesForm.MaxAgeKey, "Enter a number of days from 1 to 3650, or leave it empty.")]
    public async Task A_number_that_can_t_be_is_refused_beside_its_field(string min, string max, string history, string days, string field, string sentence)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var form = await app.RulesAsync(account) with { MinLength = min, MaxLength = max, History = history, MaxAgeDays = days };

        var saved = await app.Service<SecurityPolicyService>().SavePasswordsAsync(account.Admin, form, Ct);
        var previewed = await app.Service<SecurityPolicyService>().PreviewAsync(account.Admin, form, Ct);

        Assert.Equal((422, sentence), (saved.Error!.Status, saved.Error.For(field)));
        Assert.Equal(sentence, previewed.Error!.For(field));
        Assert.Equal(0, await app.QueryAsync(db => db.SecurityPolicies.CountAsync(p => p.AccountId == account.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_preview_counts_whom_the_rules_would_hit_and_saves_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var now = DateTimeOffset.UtcNow;
        await app.MemberAsync(account, Given.Address("none"), password: null);
        await AgedAsync(app, account, made: now.AddDays(-200), changed: null);
        await AgedAsync(app, account, made: now.AddDays(-200), changed: now.AddDays(-91));
        await AgedAsync(app, account, made: now.AddDays(-200), changed: now.AddDays(-89));
        var suspended = await AgedAsync(app, account, made: now.AddDays(-200), changed: null);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended, Ct);
        await app.InvitationAsync(account, new NewInvitation(Given.Address("a")));
        var (revoked, _) = await app.InvitationAsync(account, new NewInvitation(Given.Address("b")));
        await app.Service<InvitationLifecycle>().RevokeAsync(account.Admin, revoked, Ct);
        var form = await app.RulesAsync(account);

        var ageing = (await app.Service<SecurityPolicyService>().PreviewAsync(account.Admin, form with { MaxAgeDays = "90" }, Ct)).Value;
        var never = (await app.Service<SecurityPolicyService>().PreviewAsync(account.Admin, form, Ct)).Value;

        Assert.Equal((Exactly(4), Exactly(2), Exactly(1)), (ageing.WithPassword, ageing.TooOld, ageing.Invitations));
        Assert.Equal((Exactly(4), Exactly(0)), (never.WithPassword, never.TooOld));
        Assert.Equal(0, await app.QueryAsync(db => db.SecurityPolicies.CountAsync(p => p.AccountId == account.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task In_a_large_account_the_oldest_are_counted_and_the_rest_is_said_to_be_more(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < 3; i++) await AgedAsync(app, account, made: now.AddDays(-100 - i), changed: null);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);

        var within = await PolicyReach.OfAsync(db, account.Id, 200, now, Ct, most: 2);
        var beyond = await PolicyReach.OfAsync(db, account.Id, 90, now, Ct, most: 2);

        Assert.Equal((new CappedCount(2, More: true), Exactly(0)), (within.WithPassword, within.TooOld));
        Assert.Equal((new CappedCount(2, More: true), new CappedCount(2, More: true)), (beyond.WithPassword, beyond.TooOld));
    }

    private static CappedCount Exactly(int count) => new(count, More: false);

    private static async Task<Guid> AgedAsync(TestApp app, TestAccount account, DateTimeOffset made, DateTimeOffset? changed)
    {
        var person = await app.MemberAsync(account, Given.Address());
        await using var db = await app.Dbs.CreateDbContextAsync();
        await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.CreatedAt, made).SetProperty(i => i.PasswordChangedAt, changed));
        return person.Id;
    }
}
