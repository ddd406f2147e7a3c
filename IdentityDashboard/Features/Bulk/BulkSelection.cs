using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Whom a change is for: people ticked one by one, or everybody a list shows, also on pages nobody looked at.</summary>
/// <param name="Ids">The ticked ones; empty when <paramref name="AllMatching"/> is given.</param>
/// <param name="AllMatching">The list's query, without cursor; null when people were ticked.</param>
public sealed record BulkSelection(IReadOnlyList<Guid> Ids, IdentityListQuery? AllMatching = null)
{
    public static readonly BulkSelection Nobody = new([]);

    public bool IsEmpty => Ids.Count == 0 && AllMatching is null;
}
