using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>The statements EF Core sends while this is open, in order.</summary>
internal sealed class SqlWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> subscriptions = [];
    private readonly List<string> statements = [];

    public SqlWatch() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public IReadOnlyList<string> Statements => statements;

    /// <summary>A count whose rows aren't limited: it would cost as much as there are people.</summary>
    public IEnumerable<string> UnboundedCounts => statements.Where(HasUnboundedCount);

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data) statements.Add(data.Command.CommandText);
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    /// <summary>Every <c>count(</c> must read <c>FROM (SELECT … LIMIT n)</c>.</summary>
    internal static bool HasUnboundedCount(string sql)
    {
        for (var at = sql.IndexOf("count(", StringComparison.OrdinalIgnoreCase); at >= 0; at = sql.IndexOf("count(", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var from = sql.IndexOf("FROM", at, StringComparison.OrdinalIgnoreCase);
            if (from < 0 || Inside(sql[(from + 4)..]) is not { } inner || !inner.Contains("LIMIT", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>What stands between the first parenthesis and its partner, if the text begins with one.</summary>
    private static string? Inside(string text)
    {
        var trimmed = text.TrimStart();
        if (!trimmed.StartsWith('(')) return null;
        var depth = 0;
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] == '(') depth++;
            if (trimmed[i] == ')' && --depth == 0) return trimmed[1..i];
        }

        return null;
    }
}
