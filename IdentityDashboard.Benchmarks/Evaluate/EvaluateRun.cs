using System.Diagnostics;
using IdentityDashboard.Benchmarks.Lists;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Evaluate;

/// <param name="Sizes">People, nodes, assignments, groups, memberships.</param>
/// <param name="Product">Questions in a second in each round, within an operation that has its connection.</param>
/// <param name="Fresh">The same with a context and a connection for each question.</param>
/// <param name="Together">Milliseconds of each question when many ask at once; <paramref name="TogetherRaw"/> of the statement by hand.</param>
/// <param name="Moved">How many nodes; <paramref name="Moves"/> the milliseconds of each move.</param>
internal sealed record EvaluateFigures(
    string Database, IReadOnlyList<long> Sizes, double[] Product, double[] Fresh, double[] Raw, double Allowed, int Callers, double[] Together, double[] TogetherFresh, double[] TogetherRaw, int Moved, double[] Moves);

/// <summary>The product's function and the statement by hand in turn, round after round; then many callers; then a move.</summary>
internal sealed class EvaluateRun(ProductHost product, DatabaseChoice choice, int rounds, int callers, Action<string> say)
{
    private const int WarmUp = 3;
    private const int InRound = 2_000;
    private const int OfCaller = 2_000;
    private const int MoveRounds = 3;

    private readonly AccessService access = product.Get<AccessService>();
    private readonly IDbContextFactory<DashboardDbContext> dbs = product.Get<IDbContextFactory<DashboardDbContext>>();

    public async Task<EvaluateFigures> RunAsync()
    {
        await using var read = await RawDatabase.OpenAsync(choice);
        var questions = await EvaluateQuestions.PickAsync(read, InRound);
        await using var raw = await RawEvaluate.OpenAsync(choice, questions[0]);
        var allowed = await CheckAsync(raw, questions);

        say($"{rounds} rounds of {InRound} questions, three ways in turn");
        var (ours, fresh, byHand) = (new List<double>(), new List<double>(), new List<double>());
        await using var db = await OpenAsync();
        for (var round = -WarmUp; round < rounds; round++)
        {
            Func<Task>[] ways =
            [
                () => RateAsync(ours, questions, q => AskAsync(db, q), round),
                () => RateAsync(byHand, questions, raw.AskAsync, round),
                () => RateAsync(fresh, questions, AskFreshAsync, round),
            ];
            for (var i = 0; i < ways.Length; i++) await ways[Math.Abs(round + i) % ways.Length]();
        }

        say($"{callers} callers at once");
        var together = await TogetherAsync(questions, async () =>
        {
            var held = await OpenAsync();
            return (held, q => AskAsync(held, q));
        });
        var togetherFresh = await TogetherAsync(questions, () => Task.FromResult<(IAsyncDisposable?, Func<Question, Task<bool>>)>((null, AskFreshAsync)));
        var togetherRaw = await TogetherAsync(questions, async () =>
        {
            var held = await RawEvaluate.OpenAsync(choice, questions[0]);
            return (held, held.AskAsync);
        });
        say("moving a subtree");
        var (moved, moves) = await MoveAsync(read);
        string[] tables = ["identities", "nodes", "assignments", "groups", "group_members"];
        var sizes = new List<long>();
        foreach (var table in tables) sizes.Add(await read.NumberAsync($"SELECT count(*) FROM {table}"));
        return new EvaluateFigures(choice.IsPostgres ? "PostgreSQL" : "SQLite", sizes, [.. ours], [.. fresh], [.. byHand], allowed, callers, together, togetherFresh, togetherRaw, moved, moves);
    }

    private Task<bool> AskAsync(DashboardDbContext db, Question q) => access.EvaluateAsync(db, q.IdentityId, q.Permission, q.NodeId, CancellationToken.None);

    private async Task<bool> AskFreshAsync(Question question)
    {
        await using var db = await dbs.CreateDbContextAsync();
        return await AskAsync(db, question);
    }

    private async Task<DashboardDbContext> OpenAsync()
    {
        var db = await dbs.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        return db;
    }

    /// <summary>Both say the same to every question.</summary>
    /// <returns>The share of questions answered by yes.</returns>
    private async Task<double> CheckAsync(RawEvaluate raw, IReadOnlyList<Question> questions)
    {
        await using var db = await OpenAsync();
        var yes = 0;
        foreach (var question in questions)
        {
            var answer = await AskAsync(db, question);
            if (answer != await raw.AskAsync(question)) throw new InvalidOperationException($"The product says {answer} to {question}, the statement by hand doesn't.");
            if (answer) yes++;
        }

        return (double)yes / questions.Count;
    }

    private static async Task RateAsync(List<double> into, IReadOnlyList<Question> questions, Func<Question, Task<bool>> ask, int round)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var question in questions) await ask(question);
        if (round >= 0) into.Add(questions.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <param name="begin">What a caller keeps, and how it asks.</param>
    private async Task<double[]> TogetherAsync(IReadOnlyList<Question> questions, Func<Task<(IAsyncDisposable? Kept, Func<Question, Task<bool>> Ask)>> begin)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var took = new List<double>(OfCaller);
            var (kept, ask) = await begin();
            await using var _ = kept;
            for (var n = -InRound / 10; n < OfCaller; n++)
            {
                var question = questions[Math.Abs((caller * 131) + n) % questions.Count];
                await took.TimeAsync(() => ask(question), n);
            }

            return took;
        })));
        return [.. all.SelectMany(t => t)];
    }

    /// <summary>The first node below the root goes under its neighbour with all it has, and back again.</summary>
    private async Task<(int Nodes, double[] Took)> MoveAsync(RawDatabase read)
    {
        await using var db = await dbs.CreateDbContextAsync();
        var root = await db.Nodes.Where(n => n.ParentId == null && db.Nodes.Any(c => c.ParentId == n.Id)).FirstAsync();
        var wanted = await read.NumberAsync("SELECT count(*) FROM nodes") / 10;
        var children = await db.Nodes.Where(n => n.ParentId == root.Id).Select(n => new { n.Id, Size = db.NodeLineage.Count(l => l.AncestorId == n.Id) }).ToListAsync();
        var going = children.OrderBy(c => Math.Abs(c.Size - wanted)).ThenBy(c => c.Id).First();
        var to = children.First(c => c.Id != going.Id).Id;
        var (actor, service, took) = (Actor.System(root.AccountId), product.Get<HierarchyService>(), new List<double>());
        for (var round = 0; round < MoveRounds; round++)
        {
            foreach (var target in new[] { to, root.Id })
            {
                var result = new Result();
                await took.TimeAsync(async () => (result = await service.MoveAsync(actor, going.Id, target, CancellationToken.None)).Succeeded, round);
                if (result.Error is { } error) throw new InvalidOperationException(error.Message);
            }
        }

        return (going.Size, [.. took]);
    }
}
