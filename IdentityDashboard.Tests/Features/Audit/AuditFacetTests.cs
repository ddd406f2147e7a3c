using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditFacetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] People = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
    private static readonly string[] Actions = [AuditActions.UserUpdated, AuditActions.UserSuspended, AuditActions.GroupCreated, AuditActions.SignedIn];

    public static TheoryData<Database, bool> Sizes() => new(from database in new[] { Database.Sqlite, Database.Postgres } from large in new[] { false, true } select (database, large));

    /// <summary>Large enough that no facet is narrow: then another one leads.</summary>
    [Theory, MemberData(nameof(Sizes))]
    public async Task Each_facet_and_each_combination_finds_what_a_plain_filter_finds(Database database, bool large)
    {
        var (app, account) = await StartAsync(database, large ? 12_000 : 400);
        var all = await AllAsync(app, account);

        foreach (var query in Combinations().Where(q => !large || (q.TargetId is null && (q.Search is null || q.ActorId is null))))
        {
            var naive = Naive(all, query).Take(60).Select(e => e.Sequence).ToList();
            var first = await ListAsync(app, account, query with { Take = 20 });
            var second = first.Next is null ? Page<AuditRow>.Empty : await ListAsync(app, account, query with { Take = 20, Cursor = first.Next });
            var third = second.Next is null ? Page<AuditRow>.Empty : await ListAsync(app, account, query with { Take = 20, Cursor = second.Next });

            Assert.Equal(naive, first.Items.Concat(second.Items).Concat(third.Items).Select(r => r.Sequence));
            Assert.Equal(naive.Count > 20, first.Next is not null);
            Assert.Null(first.Previous);
            if (third.Items.Count == 0) continue;
            var back = await ListAsync(app, account, query with { Take = 20, Cursor = third.Previous });
            Assert.Equal(second.Items.Select(r => r.Sequence), back.Items.Select(r => r.Sequence));
            Assert.NotNull(back.Previous);
            var start = await ListAsync(app, account, query with { Take = 20, Cursor = back.Previous });
            Assert.Equal(first.Items.Select(r => r.Sequence), start.Items.Select(r => r.Sequence));
            Assert.Null(start.Previous);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Ids_of_another_account_find_nothing(Database database)
    {
        var (app, other) = await StartAsync(database, 40);
        var mine = await app.AccountAsync("Northpeak");

        foreach (var query in new AuditListQuery[] { new() { ActorId = People[0] }, new() { TargetId = People[1] }, new() { ActorId = other.Admin.Id }, new() { TargetId = other.Id }, new() { TargetId = other.Admin.Id, From = Noon.AddYears(-9) } })
        {
            Assert.Empty((await ListAsync(app, mine, query)).Items);
        }

        var system = await ListAsync(app, mine, new AuditListQuery(Take: 500) { ActorId = Guid.Empty });
        Assert.NotEmpty(system.Items);
        Assert.DoesNotContain(system.Items, r => r.TargetName.StartsWith("Target", StringComparison.Ordinal));
    }

    private static IEnumerable<AuditListQuery> Combinations() =>
        from search in new[] { null, "arget 1", "u" }
        from action in new (AuditGroup? Group, string? Name)[] { (null, null), (AuditGroup.Identity, null), (null, AuditActions.UserSuspended), (AuditGroup.Identity, AuditActions.UserSuspended), (AuditGroup.Group, AuditActions.UserSuspended), (null, "user.unknown") }
        from actor in new Guid?[] { null, People[0], Guid.Empty }
        from target in new Guid?[] { null, People[2] }
        from time in new (DateTimeOffset? From, DateTimeOffset? Until)[] { (null, null), (Noon.AddMinutes(20), null), (Noon.AddMinutes(10), Noon.AddMinutes(90)) }
        where search is null || target is null
        select new AuditListQuery(search, action.Group) { Action = action.Name, ActorId = actor, TargetId = target, From = time.From, Until = time.Until };

    private static IEnumerable<AuditEntry> Naive(IEnumerable<AuditEntry> all, AuditListQuery query)
    {
        var actions = query.Group is { } group ? AuditSentence.ActionsOf(group) : null;
        var found = all.Where(e => (actions is null || actions.Contains(e.Action)) && (query.Action is null || e.Action == query.Action)
            && (query.ActorId is null || e.ActorId == query.ActorId) && (query.TargetId is null || e.TargetId == query.TargetId)
            && (query.From is null || e.At >= query.From) && (query.Until is null || e.At < query.Until)
            && (query.Search is null || (query.Search.Length > 2 ? e.SearchText.Contains(query.Search, StringComparison.Ordinal)
                : e.Action.StartsWith(query.Search, StringComparison.Ordinal) || e.ActorName.StartsWith(query.Search, StringComparison.OrdinalIgnoreCase) || e.TargetName.StartsWith(query.Search, StringComparison.OrdinalIgnoreCase))));
        return query.From is null && query.Until is null ? found.OrderByDescending(e => e.Sequence) : found.OrderByDescending(e => e.At).ThenByDescending(e => e.Sequence);
    }

    private static async Task<List<AuditEntry>> AllAsync(TestApp app, TestAccount account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.AuditEntries.Where(e => e.AccountId == account.Id).AsNoTracking().ToListAsync();
    }

    /// <summary>Entries of a few minutes whose clock jumps back now and then, many at the same moment.</summary>
    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database, int count)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var random = new Random(11);
        await using var db = await app.Dbs.CreateDbContextAsync();
        for (var n = 0; n < count; n++)
        {
            var actor = random.Next(4);
            var (action, target) = (Actions[random.Next(Actions.Length)], $"Target {n}");
            db.AuditEntries.Add(new AuditEntry
            {
                AccountId = account.Id, At = Noon.AddMinutes(random.Next(count < 1_000 ? 120 : 30_000)), Action = action,
                ActorKind = actor == 3 ? ActorKind.System : ActorKind.Identity, ActorId = actor == 3 ? Guid.Empty : People[actor], ActorName = $"Actor {actor}",
                TargetKind = AuditTarget.User, TargetId = People[random.Next(4)], TargetName = target, Changes = "{}", SearchText = $"{action} actor {actor} {target}".ToLowerInvariant(),
            });
        }

        await db.SaveChangesAsync();
        return (app, account);
    }

    private static async Task<Page<AuditRow>> ListAsync(TestApp app, TestAccount account, AuditListQuery query) =>
        (await app.Service<AuditQueries>().ListAsync(account.Admin, query, CancellationToken.None)).Value;
}
