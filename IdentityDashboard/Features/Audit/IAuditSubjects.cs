namespace IdentityDashboard.Features.Audit;

/// <summary>Somebody or something to choose entries by.</summary>
/// <param name="Kind">A constant of <see cref="AuditTarget"/>.</param>
/// <param name="Detail">What tells namesakes apart: the email.</param>
public sealed record AuditSubject(string Kind, Guid Id, string Name, string? Detail = null)
{
    /// <summary>What the app does by itself.</summary>
    public static readonly AuditSubject System = new("system", Guid.Empty, "System", "Sign-in page, first run and the app itself");
}

/// <summary>Finds what entries are about by name: the feature a kind belongs to registers one.</summary>
internal interface IAuditSubjects
{
    /// <summary>Whether they also do things that are recorded.</summary>
    bool Act { get; }

    /// <summary>The first few by name. The caller has made sure that the whole record is open to whoever asks.</summary>
    Task<IReadOnlyList<AuditSubject>> FindAsync(Guid accountId, string text, int take, CancellationToken ct);
}
