using System.Diagnostics.Metrics;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.Credentials;

public sealed class PasswordServiceTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Never_more_hashes_at_once_than_leave_a_processor_free_and_a_sign_in_passes_a_batch()
    {
        await using var services = new ServiceCollection().AddMetrics().AddCredentials().Configure<PasswordHasherOptions>(o => o.IterationCount = 20_000).BuildServiceProvider();
        var passwords = services.GetRequiredService<PasswordService>();
        var known = passwords.Hash("lamp-harbour-72");
        var (running, most) = (0, 0);
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == PasswordService.RunningName && i.Meter.Scope == services.GetRequiredService<IMeterFactory>()) l.EnableMeasurementEvents(i); } };
        var counting = new Lock();
        listener.SetMeasurementEventCallback<int>((_, value, _, _) =>
        {
            lock (counting) most = Math.Max(most, running += value);
        });
        listener.Start();

        var batch = passwords.HashAsync([.. Enumerable.Range(0, 200).Select(i => $"harbour-lamp-{i}")], Ct);
        var others = Enumerable.Range(0, 20).Select(_ => passwords.VerifyAsync(known, "lamp-harbour-72", Ct)).ToList();
        var first = await Task.WhenAny(batch, Task.WhenAll(others));

        Assert.NotSame(batch, first);
        Assert.All(others, o => Assert.True(o.Result));
        Assert.Equal(200, (await batch).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(most, 1, PasswordService.Threads);
    }

    [Fact]
    public async Task Who_leaves_while_waiting_gives_up_their_turn()
    {
        await using var services = new ServiceCollection().AddMetrics().AddCredentials().Configure<PasswordHasherOptions>(o => o.IterationCount = 20_000).BuildServiceProvider();
        var passwords = services.GetRequiredService<PasswordService>();
        using var left = new CancellationTokenSource();
        var batch = passwords.HashAsync([.. Enumerable.Range(0, 50).Select(i => $"harbour-lamp-{i}")], Ct);

        var waiting = Enumerable.Range(0, 50).Select(_ => passwords.HashAsync("lamp-harbour-72", left.Token)).ToList();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[^1]);
        Assert.Equal(50, (await batch).Count);
        Assert.NotEmpty(await passwords.HashAsync("lamp-harbour-72", Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_hash_of_fewer_rounds_or_of_the_older_format_is_replaced_at_the_sign_in_that_proves_the_password(Database database)
    {
        await using var app = await TestApp.StartAsync(database, services: s => s.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = PasswordService.Rounds));
        var account = await app.AccountAsync();
        var signIn = app.Service<PasswordSignIn>();
        var older = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 })).HashPassword(new object(), Given.Password);
        var oldest = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV2 })).HashPassword(new object(), Given.Password);

        foreach (var stored in new[] { older, oldest })
        {
            var email = Given.Address();
            var person = await app.MemberAsync(account, email, password: null);
            await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.PasswordHash, stored), Ct);

            var wrong = await signIn.CheckAsync(account.Id, email, "not-the-password", null, Ct);
            var untouched = (await app.FindAsync(person.Id))!.PasswordHash;
            var right = await signIn.CheckAsync(account.Id, email, Given.Password, null, Ct);
            var replaced = (await app.FindAsync(person.Id))!;
            await signIn.CheckAsync(account.Id, email, Given.Password, null, Ct);

            Assert.Equal((CredentialErrors.NotRight, stored), (wrong.Error, untouched));
            Assert.True(right.Succeeded);
            var hash = HashText.Read(replaced.PasswordHash!).Hash!;
            Assert.Equal((HashKind.Pbkdf2Sha512, PasswordService.Rounds), (hash.Kind, hash.Cost));
            Assert.Null(replaced.PasswordChangedAt);
            Assert.Equal(replaced.PasswordHash, (await app.FindAsync(person.Id))!.PasswordHash);
        }
    }
}
