using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Audit;

/// <summary>Where in the audit somebody is, as it stands in the URL.</summary>
/// <param name="Kind">A kind of entries; an unknown one counts as not given.</param>
/// <param name="Actor">An id, or <see cref="System"/>.</param>
/// <param name="When">One of <see cref="Spans"/>.</param>
/// <param name="From">The first day, as 2026-11-22, in UTC like all times of the audit.</param>
/// <param name="To">The last day.</param>
/// <param name="At">Cursor of the page; null for the newest.</param>
public sealed record AuditPlace(
    string? Search = null, string? Kind = null, string? Action = null, string? Actor = null, string? Target = null,
    string? When = null, string? From = null, string? To = null, string? At = null)
{
    public const string System = "system";
    private const string Form = "yyyy-MM-dd";

    /// <summary>Whole days that end with today.</summary>
    public static readonly IReadOnlyList<(string Key, string Text, int Days)> Spans = [("today", "Today", 1), ("7d", "Last 7 days", 7), ("30d", "Last 30 days", 30)];

    public AuditGroup? Group => AuditGroups.Read(Kind);

    public Guid? ActorId => Actor == System ? Guid.Empty : Id(Actor);

    public Guid? TargetId => Id(Target);

    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    public bool IsFiltered => this with { At = null } != new AuditPlace();

    /// <summary>False when a link names something that no filter can mean: better nothing than what wasn't asked for.</summary>
    public bool IsReadable => (Actor is null || ActorId is not null) && (Target is null || TargetId is not null) && (Kind is null || Group is not null)
        && (When is null || Spans.Any(s => s.Key == When)) && (From is null || FirstDay is not null) && (To is null || LastDay is not null);

    /// <summary>"Last 7 days", "1 Nov 2026 to 22 Nov 2026", or null.</summary>
    public string? TimeText => (When, FirstDay, LastDay) switch
    {
        ({ } when, _, _) => Spans.FirstOrDefault(s => s.Key == when).Text,
        (_, { } from, { } to) when from == to => Text(from),
        (_, { } from, { } to) => $"{Text(from)} to {Text(to)}",
        (_, { } from, null) => $"Since {Text(from)}",
        (_, null, { } to) => $"Until {Text(to)}",
        _ => null,
    };

    public static string? Write(DateOnly? day) => day?.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads the parameters of a URL by their names.</summary>
    public static AuditPlace Read(Func<string, string?> parameter)
    {
        string? Given(string name) => parameter(name)?.Trim() is { Length: > 0 } value ? value : null;
        return new(Given("q"), Given("kind"), Given("action"), Given("actor"), Given("target"), Given("when"), Given("from"), Given("to"), Given("at"));
    }

    /// <summary>As query parameters; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["q"] = Search, ["kind"] = Kind, ["action"] = Action, ["actor"] = Actor, ["target"] = Target, ["when"] = When, ["from"] = From, ["to"] = To, ["at"] = At,
    };

    /// <summary>"?action=user.suspended&amp;...", for links; empty when nothing is asked for.</summary>
    public string ToQueryString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in ToQuery())
        {
            if (value is string given) text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(given));
        }

        return text.ToString();
    }

    /// <summary>Starts again at the newest.</summary>
    public AuditPlace First() => this with { At = null };

    public AuditPlace WithoutTime() => First() with { When = null, From = null, To = null };

    public AuditListQuery ToList(DateTimeOffset now)
    {
        var (from, until) = Span(now);
        return new AuditListQuery(Search, Group, At) { Action = Action, ActorId = ActorId, TargetId = TargetId, From = from, Until = until };
    }

    private (DateTimeOffset? From, DateTimeOffset? Until) Span(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (Spans.FirstOrDefault(s => s.Key == When) is { Days: > 0 } span) return (Midnight(today.AddDays(1 - span.Days)), null);
        return (Midnight(FirstDay), LastDay is { } last && last < DateOnly.MaxValue ? Midnight(last.AddDays(1)) : null);
    }

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) && id != Guid.Empty ? id : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Text(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
