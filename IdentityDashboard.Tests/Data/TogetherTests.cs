using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Data;

public sealed class TogetherTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_come_while_one_is_under_way_are_taken_together()
    {
        var (runs, gate) = (new List<int[]>(), new TaskCompletionSource());
        var together = new Together<int, int>(async asked => await RunAsync(runs, asked, gate.Task), most: 100);

        var first = together.AskAsync(1, Ct);
        await UntilAsync(() => runs.Count == 1);
        var others = Enumerable.Range(2, 9).Select(n => together.AskAsync(n, Ct)).ToList();
        gate.SetResult();

        Assert.Equal(10, await first);
        Assert.Equal(Enumerable.Range(2, 9).Select(n => n * 10), await Task.WhenAll(others));
        Assert.Equal([[1], [2, 3, 4, 5, 6, 7, 8, 9, 10]], runs);
    }

    [Fact]
    public async Task Who_gave_up_waiting_isnt_done_and_the_others_are()
    {
        var (runs, gate) = (new List<int[]>(), new TaskCompletionSource());
        var together = new Together<int, int>(async asked => await RunAsync(runs, asked, gate.Task), most: 100);
        using var hangsUp = new CancellationTokenSource();

        var first = together.AskAsync(1, Ct);
        await UntilAsync(() => runs.Count == 1);
        var (left, stays) = (together.AskAsync(2, hangsUp.Token), together.AskAsync(3, Ct));
        await hangsUp.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(30, await stays);
        Assert.Equal(10, await first);
        Assert.Equal([[1], [3]], runs);
    }

    [Fact]
    public async Task When_a_run_fails_each_is_done_alone_and_only_the_guilty_one_fails()
    {
        var gate = new TaskCompletionSource();
        var together = new Together<int, int>(async asked =>
        {
            await gate.Task;
            return asked.Contains(3) ? throw new InvalidOperationException("three") : [.. asked.Select(n => n * 10)];
        }, most: 100);

        var asked = Enumerable.Range(1, 5).Select(n => together.AskAsync(n, Ct)).ToList();
        gate.SetResult();

        foreach (var (task, n) in asked.Select((t, i) => (t, i + 1)))
        {
            if (n == 3) await Assert.ThrowsAsync<InvalidOperationException>(() => task);
            else Assert.Equal(n * 10, await task);
        }
    }

    [Fact]
    public async Task When_a_run_fails_by_nobodys_fault_all_hear_of_it_at_once()
    {
        var (runs, gate) = (new List<int[]>(), new TaskCompletionSource());
        var together = new Together<int, int>(async asked => await RunAsync(runs, asked, gate.Task), most: 100, isNobodysFault: e => e is TimeoutException);

        var first = together.AskAsync(1, Ct);
        await UntilAsync(() => runs.Count == 1);
        var others = Enumerable.Range(2, 4).Select(n => together.AskAsync(n, Ct)).ToList();
        gate.SetException(new TimeoutException());

        foreach (var asked in others.Prepend(first)) await Assert.ThrowsAsync<TimeoutException>(() => asked);
        Assert.Equal([[1], [2, 3, 4, 5]], runs);
    }

    [Fact]
    public async Task No_run_takes_more_than_the_most_and_nobody_is_forgotten()
    {
        var (runs, done) = (new List<int[]>(), Task.CompletedTask);
        var together = new Together<int, int>(async asked => await RunAsync(runs, asked, done), most: 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => together.AskAsync(n, Ct), Ct)));

        Assert.Equal(Enumerable.Range(0, 200).Select(n => n * 10), answers);
        Assert.All(runs, run => Assert.InRange(run.Length, 1, 3));
        Assert.Equal(200, runs.Sum(r => r.Length));
    }

    [Fact]
    public async Task So_many_runs_as_allowed_go_at_once_and_nobody_is_forgotten()
    {
        var (now, peak) = (0, 0);
        var together = new Together<int, int>(async asked =>
        {
            InterlockedMax(ref peak, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return [.. asked.Select(n => n * 10)];
        }, most: 3, atOnce: 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(n => Task.Run(() => together.AskAsync(n, Ct), Ct)));

        Assert.Equal(Enumerable.Range(0, 5_000).Select(n => n * 10), answers);
        Assert.InRange(peak, 1, 4);
    }

    private static void InterlockedMax(ref int peak, int seen)
    {
        for (var known = Volatile.Read(ref peak); seen > known; known = Volatile.Read(ref peak)) Interlocked.CompareExchange(ref peak, seen, known);
    }

    private static async Task<IReadOnlyList<int>> RunAsync(List<int[]> runs, IReadOnlyList<int> asked, Task gate)
    {
        runs.Add([.. asked]);
        await gate;
        return [.. asked.Select(n => n * 10)];
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        while (!so()) await Task.Delay(1, Ct);
    }
}
