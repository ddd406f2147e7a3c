using FsCheck.Fluent;
using IdentityDashboard.Data.Sqlite;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>
/// Random trees, groups in groups, memberships and assignments with windows, and what happens to them between two rounds
/// of questions: the database must answer as a naive walk through the same world does.
/// </summary>
public sealed class EvaluatePropertyTests
{
    /// <summary>At least so many questions are answered with yes, and so many with no.</summary>
    private const int Both = 5;

    private static readonly string[] Keys = ["price.read", "price.publish", "order.refund"];
    private static readonly DateTimeOffset Noon = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="alone">Of so many questions one is asked alone too, which on PostgreSQL takes ten times as long.</param>
    [Theory, InlineData(Database.Sqlite, 120, 10_000, 1), InlineData(Database.Postgres, 25, 1_500, 5)]
    public async Task Evaluate_agrees_with_a_naive_model_over_random_worlds(Database database, int worlds, int least, int alone)
    {
        // A database of its own: a world being written keeps others waiting.
        await using var folder = database == Database.Sqlite ? await SqliteFolder.CreateAsync() : null;
        var shared = folder is null ? await TestApp.SharedAsync(database) : null;
        var (asked, allowed, happened) = (0, 0, 0);

        foreach (var world in EvaluateWorld.Any().Sample(worlds, 8))
        {
            await using var db = folder is null ? await shared!.Dbs.CreateDbContextAsync(Ct) : Open(folder);
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            var (model, tables) = (new EvaluateModel(world), new EvaluateTables(db, world, Noon));
            await tables.WriteAsync(Keys, Ct);
            await AskAsync();
            foreach (var act in world.Acts.Where(model.Try))
            {
                await tables.DoAsync(act, Ct);
                happened++;
                await AskAsync();
            }

            async Task AskAsync()
            {
                var clock = new StoppedClock(Noon.AddMinutes(model.Minute));
                var access = new AccessService(clock);
                var cases = Enumerable.Range(0, EvaluateWorld.People).SelectMany(p => Enumerable.Range(0, model.Nodes).SelectMany(n => Keys.Select(k => new AccessQuestion(tables.Person(p), k, tables.Node(n))))).ToList();
                var together = new Queue<bool>((await new AccessDecisions(access, clock).DecideAsync(db, tables.Account, tables.Environment, cases, Ct)).Select(v => v.Succeeded && v.Value.IsAllowed));
                for (var person = 0; person < EvaluateWorld.People; person++)
                {
                    for (var node = 0; node < model.Nodes; node++)
                    {
                        for (var key = 0; key < Keys.Length; key++)
                        {
                            var expected = model.Allows(person, key, node);
                            if (asked % alone == 0)
                            {
                                var answer = await access.EvaluateAsync(db, tables.Person(person), Keys[key], tables.Node(node), Ct);
                                Assert.True(expected == answer, $"person {person}, {Keys[key]} at node {node}, minute {model.Minute}: {answer} in {world}");
                            }

                            Assert.True(together.Dequeue() == expected, $"person {person}, {Keys[key]} at node {node}, minute {model.Minute}: asked with others {!expected} in {world}");
                            (asked, allowed) = (asked + 1, allowed + (expected ? 1 : 0));
                        }
                    }
                }
            }
        }

        Assert.True(asked >= least, $"Only {asked} cases were asked.");
        // Worlds in which everything, or nothing, is allowed would agree with anything.
        Assert.InRange(allowed, Both, asked - Both);
        Assert.True(happened > worlds, $"Only {happened} things happened.");
    }

    private static SqliteDashboardDbContext Open(SqliteFolder folder) => new(new DbContextOptionsBuilder<SqliteDashboardDbContext>().UseSqlite(folder.ConnectionString).Options);
}
