using System.Collections.Concurrent;
using System.Globalization;
using IdentityDashboard.Platform;
using Npgsql;

namespace IdentityDashboard.Data.Postgres;

/// <summary>
/// Carries changes between the instances of one database, by <c>LISTEN</c> and <c>NOTIFY</c> on one channel. A signal
/// leaves at once; what follows within 50 ms leaves together, each account and topic once. While the connection is
/// away signals may be missed, so after it is back everybody looks again.
/// </summary>
internal sealed class ChangeRelay : BackgroundService
{
    private const string ChannelName = "identity_dashboard_changes";
    private const char Separator = '|';

    /// <summary>Seconds after which a silent connection is asked whether it still stands.</summary>
    private const int AskAfter = 10;

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<(Guid Account, ChangeTopic Topic), bool> _waiting = new();
    private readonly Signal _signal = new();
    private readonly string _connection;
    private readonly ChangeFeed _feed;
    private readonly ILogger<ChangeRelay> _log;

    public ChangeRelay(string connection, ChangeFeed feed, ILogger<ChangeRelay> log)
    {
        (_connection, _feed, _log) = (connection, feed, log);
        feed.RelayTo(Send);
    }

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(ListenAsync(stoppingToken), SendAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private void Send(Guid accountId, ChangeTopic topic)
    {
        if (_waiting.TryAdd((accountId, topic), true)) _signal.Raise();
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var alone = new NpgsqlConnectionStringBuilder(_connection) { Pooling = false, KeepAlive = AskAfter, Multiplexing = false }.ConnectionString;
        for (var pause = ShortestPause; ; pause = Longer(pause))
        {
            try
            {
                await using var connection = new NpgsqlConnection(alone);
                connection.Notification += (_, e) => Receive(e.Payload);
                await connection.OpenAsync(ct);
                await using (var listen = new NpgsqlCommand($"LISTEN {ChannelName}", connection)) await listen.ExecuteNonQueryAsync(ct);
                pause = ShortestPause;
                _feed.DeliverAll();
                while (true) await connection.WaitAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _log.LogWarning("Changes of other instances aren't heard: {Why} The next try is in {Pause} ms.", e.Message, pause.TotalMilliseconds);
            }

            await Task.Delay(pause, ct);
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        var pause = ShortestPause;
        while (true)
        {
            await _signal.WaitAsync(Timeout.InfiniteTimeSpan, ct);
            var batch = _waiting.Keys.Where(key => _waiting.TryRemove(key, out _)).ToList();
            try
            {
                await NotifyAsync(batch, ct);
                pause = ShortestPause;
                await Task.Delay(Gap, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _log.LogWarning("Other instances can't be told of changes: {Why} The next try is in {Pause} ms.", e.Message, pause.TotalMilliseconds);
                foreach (var key in batch) _waiting.TryAdd(key, true);
                await Task.Delay(pause, ct);
                pause = Longer(pause);
                _signal.Raise();
            }
        }
    }

    private async Task NotifyAsync(List<(Guid Account, ChangeTopic Topic)> batch, CancellationToken ct)
    {
        if (batch.Count == 0) return;
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(ct);
        await using var notify = new NpgsqlCommand($"SELECT pg_notify('{ChannelName}', payload) FROM unnest($1) AS payload", connection);
        notify.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. batch.Select(Payload)] });
        await notify.ExecuteNonQueryAsync(ct);
    }

    private string Payload((Guid Account, ChangeTopic Topic) change) =>
        string.Create(CultureInfo.InvariantCulture, $"{_instance}{Separator}{change.Account:N}{Separator}{change.Topic}");

    /// <summary>A topic this version doesn't know yet says that something changed: then everything is looked at.</summary>
    private void Receive(string payload)
    {
        var parts = payload.Split(Separator);
        if (parts.Length != 3 || parts[0] == _instance || !Guid.TryParse(parts[1], out var account)) return;
        if (Enum.TryParse<ChangeTopic>(parts[2], out var topic)) _feed.Deliver(account, topic);
        else _feed.DeliverAll();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
