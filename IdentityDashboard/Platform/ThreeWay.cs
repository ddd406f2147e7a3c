namespace IdentityDashboard.Platform;

/// <summary>Both sides changed this field, to different values.</summary>
public sealed record FieldClash(string Field, string? Mine, string? Theirs);

/// <param name="Values">Mine, with what only they changed taken over; where both did, mine.</param>
/// <param name="Taken">Fields only they changed.</param>
public sealed record ThreeWayMerge(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> Taken, IReadOnlyList<FieldClash> Clashes);

/// <summary>Brings two edits of one record together, field by field. Empty and missing are the same.</summary>
public static class ThreeWay
{
    /// <param name="start">The record both began with.</param>
    public static ThreeWayMerge Merge(IReadOnlyDictionary<string, string?> start, IReadOnlyDictionary<string, string?> mine, IReadOnlyDictionary<string, string?> theirs)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var taken = new List<string>();
        var clashes = new List<FieldClash>();
        foreach (var field in mine.Keys.Union(theirs.Keys, StringComparer.Ordinal))
        {
            var (was, own, other) = (start.GetValueOrDefault(field), mine.GetValueOrDefault(field), theirs.GetValueOrDefault(field));
            values[field] = own;
            if (Same(was, other) || Same(own, other)) continue;
            if (Same(was, own))
            {
                values[field] = other;
                taken.Add(field);
            }
            else
            {
                clashes.Add(new FieldClash(field, own, other));
            }
        }

        return new ThreeWayMerge(values, taken, clashes);
    }

    public static bool Same(string? one, string? other) => (one ?? "") == (other ?? "");
}
