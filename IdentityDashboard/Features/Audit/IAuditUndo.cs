using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Audit;

/// <summary>
/// Takes back what an entry tells of, where that is possible: features that can register one, and the lists of
/// activity show its button.
/// </summary>
public interface IAuditUndo
{
    /// <summary>Which of these entries the actor can take back now: sequence number to the word on the button, such as "Undo".</summary>
    Task<IReadOnlyDictionary<long, string>> OfferedAsync(Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct);

    /// <summary>Asks again whether the actor may, and takes it back. Recorded as an act of its own.</summary>
    Task<Result> UndoAsync(Actor actor, long sequence, CancellationToken ct);
}
