using System.Collections.Concurrent;

namespace IdentityDashboard.Platform;

/// <summary>
/// Does together what is asked for while earlier runs were under way, on threads of its own, for all who wait. Each gets its
/// own answer after the run; who gives up waiting costs the others nothing.
/// </summary>
/// <param name="run">One answer for each, in the order given.</param>
/// <param name="most">In one run.</param>
/// <param name="atOnce">Runs at the same time. One, and nothing waits for another's lock; more where many can write.</param>
/// <param name="isNobodysFault">Of a failed run: doing each alone would fail too, one after the other, each after a wait of its own.</param>
internal sealed class Together<TAsked, TAnswer>(Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> run, int most, int atOnce = 1, Func<Exception, bool>? isNobodysFault = null)
{
    private readonly ConcurrentQueue<(TAsked Asked, TaskCompletionSource<TAnswer> Answer)> _waiting = new();
    private int _running;

    /// <summary>What isn't begun when the token is cancelled isn't done.</summary>
    public async Task<TAnswer> AskAsync(TAsked asked, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gaveUp = ct.UnsafeRegister(_ => answer.TrySetCanceled(ct), null);
        _waiting.Enqueue((asked, answer));
        Start();
        return await answer.Task;
    }

    private void Start()
    {
        for (var running = Volatile.Read(ref _running); running < atOnce; running = Volatile.Read(ref _running))
        {
            if (Interlocked.CompareExchange(ref _running, running + 1, running) != running) continue;
            _ = Task.Run(RunAllAsync);
            return;
        }
    }

    private async Task RunAllAsync()
    {
        while (Take() is { Count: > 0 } taken) await RunAsync(taken);
        Interlocked.Decrement(ref _running);
        // Somebody may have come after the last look and found all of us running.
        if (!_waiting.IsEmpty) Start();
    }

    private List<(TAsked Asked, TaskCompletionSource<TAnswer> Answer)> Take()
    {
        var taken = new List<(TAsked, TaskCompletionSource<TAnswer>)>();
        while (taken.Count < most && _waiting.TryDequeue(out var next))
        {
            if (!next.Answer.Task.IsCompleted) taken.Add(next);
        }

        return taken;
    }

    private async Task RunAsync(List<(TAsked Asked, TaskCompletionSource<TAnswer> Answer)> taken)
    {
        try
        {
            var answers = await run([.. taken.Select(t => t.Asked)]);
            for (var i = 0; i < taken.Count; i++) taken[i].Answer.TrySetResult(answers[i]);
        }
        catch (Exception e) when (taken.Count > 1 && isNobodysFault?.Invoke(e) != true)
        {
            // Nothing of it was done; whose fault it was shows when each is done alone.
            foreach (var one in taken.Where(t => !t.Answer.Task.IsCompleted)) await RunAsync([one]);
        }
        catch (Exception e)
        {
            foreach (var one in taken) one.Answer.TrySetException(e);
        }
    }
}
