using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.SignIn;

/// <summary>
/// Asks for all open pages of this process together whether the people behind them may still be here: as soon as
/// something about the people of their account changed, here or on another instance, and every three seconds in any
/// case (A44: at most 5 s). One statement a time, however many pages are open.
/// </summary>
internal sealed class SessionWatch(IDbContextFactory<DashboardDbContext> dbs, ChangeFeed changes, TimeProvider clock, ILogger<SessionWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    /// <summary>Between two looks: a burst of changes is one look.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<OpenPage, bool> _open = new();
    private readonly ConcurrentDictionary<Guid, bool> _changed = new();
    private readonly Signal _signal = new();

    /// <summary>How many pages are watched.</summary>
    public int Count => _open.Count;

    /// <param name="end">Called once, with the code of the reason, when the session is over; never after the answer is disposed.</param>
    public IDisposable Add(SessionClaims session, SessionActivity activity, Action<string> end)
    {
        var page = new OpenPage(session, activity, end, this);
        _open[page] = true;
        return page;
    }

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = changes.SubscribeToAll(HearAsync);
        try
        {
            for (var swept = Stopwatch.GetTimestamp(); ;)
            {
                var left = Every - Stopwatch.GetElapsedTime(swept);
                if (left > TimeSpan.Zero) await _signal.WaitAsync(left, stoppingToken);
                var all = Stopwatch.GetElapsedTime(swept) >= Every;
                if (all) swept = Stopwatch.GetTimestamp();
                var accounts = _changed.Keys.Where(key => _changed.TryRemove(key, out _)).ToHashSet();
                await TryCheckAsync([.. _open.Keys.Where(page => all || accounts.Contains(page.Session.AccountId))], stoppingToken);
                await Task.Delay(Gap, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private Task HearAsync(Guid accountId, ChangeTopic topic)
    {
        if (topic is ChangeTopic.Identities or ChangeTopic.Access && _changed.TryAdd(accountId, true)) _signal.Raise();
        return Task.CompletedTask;
    }

    /// <summary>While the database is away nobody can do anything with an open page, so none is ended.</summary>
    private async Task TryCheckAsync(IReadOnlyCollection<OpenPage> pages, CancellationToken ct)
    {
        if (pages.Count == 0) return;
        try
        {
            await CheckAsync(pages, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Open sessions can't be checked: {Why} The next try is in three seconds.", e.Message);
        }
    }

    private async Task CheckAsync(IReadOnlyCollection<OpenPage> pages, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var ids = pages.Select(page => page.Session.SessionId).ToHashSet();
        var (now, active) = (clock.GetUtcNow(), new HashSet<SessionStanding>());
        var sessions = await SessionStanding.Of(db, now).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        foreach (var page in pages)
        {
            var session = sessions.GetValueOrDefault(page.Session.SessionId);
            if (WhyOver(session, now) is { } reason) page.End(reason);
            else if (now - session!.LastSeenAt >= SessionEntry.SeenEvery && page.Activity.Take()) active.Add(session);
        }

        await SessionSeen.NoteAsync(db, active, now, ct);
    }

    /// <summary>Who has a password to replace, too, has no open page any more: the next request leads them there.</summary>
    private static string? WhyOver(SessionStanding? session, DateTimeOffset now) =>
        SessionEnding.Of(session, now) ?? (session!.MustChangePassword ? SessionEnding.General : null);

    private sealed class OpenPage(SessionClaims session, SessionActivity activity, Action<string> end, SessionWatch watch) : IDisposable
    {
        public SessionClaims Session => session;

        public SessionActivity Activity => activity;

        public void Dispose() => watch._open.TryRemove(this, out _);

        public void End(string reason)
        {
            if (watch._open.TryRemove(this, out _)) end(reason);
        }
    }
}
