namespace IdentityDashboard.Features.Audit;

/// <summary>Which entries, and where the page starts. What isn't given doesn't matter.</summary>
/// <param name="Group">Only entries of this kind.</param>
/// <param name="Cursor"><see cref="Platform.Page{T}.Next"/> (older) or <see cref="Platform.Page{T}.Previous"/> (newer); null for the newest.</param>
public sealed record AuditListQuery(string? Search = null, AuditGroup? Group = null, string? Cursor = null, int Take = 50)
{
    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>A person or an API key; <see cref="Guid.Empty"/> for the system.</summary>
    public Guid? ActorId { get; init; }

    public Guid? TargetId { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment after what is asked for.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Then pages go by time, along its index, and by sequence only within a moment.</summary>
    internal bool IsByTime => From is not null || Until is not null;

    /// <summary>Null when any will do.</summary>
    internal IReadOnlyList<string>? Actions => (Action, Group) switch
    {
        (null, null) => null,
        (null, { } group) => AuditSentence.ActionsOf(group),
        ({ } action, null) => [action],
        ({ } action, { } group) => AuditSentence.ActionsOf(group).Contains(action) ? [action] : [],
    };

    /// <summary>Terms shorter than the search index takes match beginnings.</summary>
    internal string Term => Search?.Trim().ToLowerInvariant() ?? "";
}
