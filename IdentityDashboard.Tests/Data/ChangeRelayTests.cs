using System.Collections.Concurrent;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Data;

/// <summary>Two instances on one PostgreSQL database.</summary>
public sealed class ChangeRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_through_one_instance_is_heard_at_the_other_and_once_at_its_own()
    {
        await using var app = await TestApp.StartAsync(Database.Postgres);
        await using var other = app.Beside();
        var account = await app.AccountAsync();
        using var here = new Ear(app, account.Id);
        using var there = new Ear(other, account.Id);
        using var elsewhere = new Ear(other, Guid.NewGuid());
        await there.HearsFromAsync(app);
        here.Forget();

        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, (await app.PersonAsync(account)).Id, Ct);
        await there.UntilAsync(heard => heard.Contains(ChangeTopic.Access));
        other.Service<ChangeFeed>().Publish(account.Id, ChangeTopic.Settings);
        await here.UntilAsync(heard => heard.Contains(ChangeTopic.Settings));

        // Creating the person and suspending them: two of each, none of which came back from the database.
        Assert.Equal(2, here.Heard.Count(t => t == ChangeTopic.Access));
        Assert.DoesNotContain(ChangeTopic.Identities, elsewhere.Heard);
    }

    [Fact]
    public async Task A_burst_arrives_as_few_signals_and_ends_with_one()
    {
        await using var app = await TestApp.StartAsync(Database.Postgres);
        await using var other = app.Beside();
        var account = Guid.NewGuid();
        using var there = new Ear(other, account);
        await there.HearsFromAsync(app);
        there.Forget();

        for (var i = 0; i < 1000; i++) app.Service<ChangeFeed>().Publish(account, ChangeTopic.Identities);
        app.Service<ChangeFeed>().Publish(account, ChangeTopic.Groups);
        await there.UntilAsync(heard => heard.Contains(ChangeTopic.Groups));
        app.Service<ChangeFeed>().Publish(account, ChangeTopic.Access);
        await there.UntilAsync(heard => heard.Contains(ChangeTopic.Access));

        Assert.InRange(there.Heard.Count(t => t == ChangeTopic.Identities), 1, 20);
    }

    [Fact]
    public async Task After_a_lost_connection_everybody_looks_again()
    {
        await using var app = await TestApp.StartAsync(Database.Postgres);
        var account = Guid.NewGuid();
        await using var other = app.Beside();
        using var there = new Ear(other, account);
        await there.HearsFromAsync(app);
        there.Forget();

        await app.QueryAsync(db => db.Database.ExecuteSqlAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'", Ct));

        await there.UntilAsync(heard => Enum.GetValues<ChangeTopic>().All(heard.Contains));
        there.Forget();
        await there.HearsFromAsync(app);
    }

    /// <summary>Somebody who listens at an instance.</summary>
    private sealed class Ear : IDisposable
    {
        private readonly ConcurrentQueue<ChangeTopic> heard = new();
        private readonly SemaphoreSlim news = new(0);
        private readonly IDisposable subscription;
        private readonly Guid account;

        public Ear(TestApp app, Guid account)
        {
            this.account = account;
            subscription = app.Service<ChangeFeed>().Subscribe(account, topic =>
            {
                heard.Enqueue(topic);
                news.Release();
                return Task.CompletedTask;
            });
        }

        public IReadOnlyCollection<ChangeTopic> Heard => heard;

        public void Forget() => heard.Clear();

        public async Task UntilAsync(Func<IReadOnlyCollection<ChangeTopic>, bool> all)
        {
            while (!all(heard)) Assert.True(await news.WaitAsync(Patience, Ct), $"Heard only {string.Join(", ", heard)}");
        }

        /// <summary>Both instances connect at their own pace: until a signal gets through, it is sent again.</summary>
        public async Task HearsFromAsync(TestApp app)
        {
            for (var tries = 0; !heard.Contains(ChangeTopic.Mail) && tries < 300; tries++)
            {
                app.Service<ChangeFeed>().Publish(account, ChangeTopic.Mail);
                await news.WaitAsync(TimeSpan.FromMilliseconds(100), Ct);
            }

            Assert.Contains(ChangeTopic.Mail, heard);
        }

        public void Dispose() => subscription.Dispose();
    }
}
