using System.Collections.Concurrent;

namespace IdentityDashboard.Platform;

/// <summary>
/// Does together what is asked for while the last was under way: one run at a time, on its own thread, for all who wait.
/// Each gets its own answer after the run; who gives up waiting costs the others nothing.
/// </summary>
/// <param name="run">One answer for each, in the order given.</param>
/// <param name="most">In one run.</param>
internal sealed class Together<TAsked, TAnswer>(Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> run, int most)
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
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0) _ = Task.Run(RunAllAsync);
    }

    private async Task RunAllAsync()
    {
        while (Take() is { Count: > 0 } taken) await RunAsync(taken);
        Volatile.Write(ref _running, 0);
        // Somebody may have come after the last look and found us running.
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
        catch (Exception) when (taken.Count > 1)
        {
            // Nothing of it was done; whose fault it was shows when each is done alone.
            foreach (var one in taken.Where(t => !t.Answer.Task.IsCompleted)) await RunAsync([one]);
        }
        catch (Exception e)
        {
            taken[0].Answer.TrySetException(e);
        }
    }
}
