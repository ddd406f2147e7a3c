using FsCheck;
using FsCheck.Fluent;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>From when until when something counts, in minutes from noon; null is always.</summary>
internal sealed record Window(int? Opens, int? Closes)
{
    public bool Holds(int minute) => (Opens ?? minute) <= minute && (Closes ?? (minute + 1)) > minute;
}

/// <param name="Subject">Below <see cref="EvaluateWorld.People"/> a person, from there on a group.</param>
internal sealed record Grant(int Subject, int Role, int Node, Window During);

internal enum ActKind
{
    Move,
    Archive,
    Nest,
    Part,
    Drop,
    Wait,
}

/// <summary>Something that happens between two rounds of questions; what can't happen just then doesn't.</summary>
/// <param name="A">A node, a group, or minutes.</param>
internal sealed record Act(ActKind Kind, int A, int B);

/// <summary>A random account, small enough to be walked through naively: trees, groups in groups, windows, and what happens to them.</summary>
/// <param name="Parents">Of node 1, 2 ...; node 0 is the root.</param>
/// <param name="Members">Per group and person the window of a membership, or null for none.</param>
/// <param name="Inside">Per pair of groups whether the later stands inside the earlier.</param>
/// <param name="Roles">Per role a bit for each permission.</param>
internal sealed record EvaluateWorld(
    IReadOnlyList<int> Parents, IReadOnlyList<PrincipalState> States, IReadOnlyList<Window?> Members, IReadOnlyList<bool> Inside,
    IReadOnlyList<int> Roles, IReadOnlyList<Grant> Grants, IReadOnlyList<Act> Acts)
{
    public const int People = 3;
    public const int Groups = 4;
    public const int RoleCount = 4;

    public static Gen<EvaluateWorld> Any() =>
        from parents in Gen.Sized(size => Gen.Choose(1, Math.Max(1, size))).SelectMany(n => Each(Enumerable.Range(1, n).Select(i => Gen.Choose(0, i - 1))))
        from states in Gen.Elements(PrincipalState.Active, PrincipalState.Active, PrincipalState.Active, PrincipalState.Suspended, PrincipalState.Deleted).ListOf(People)
        from members in Memberships().ListOf(Groups * People)
        from inside in Gen.Elements(true, false, false).ListOf(Groups * (Groups - 1) / 2)
        from roles in Gen.Choose(0, 7).ListOf(RoleCount)
        from grants in GrantsAt(parents.Count).ListOf().Where(g => g.Count is > 0 and <= 8)
        from acts in ActsOn(parents.Count).ListOf(4)
        select new EvaluateWorld(parents, [.. states], [.. members], [.. inside], [.. roles], [.. grants], [.. acts]);

    /// <summary>The edges of <see cref="Inside"/>: the later group of each pair stands in the earlier, so that there is no circle.</summary>
    public IEnumerable<(int Parent, int Child)> Edges()
    {
        var pair = 0;
        for (var child = 1; child < Groups; child++)
        {
            for (var parent = 0; parent < child; parent++)
            {
                if (Inside[pair++]) yield return (parent, child);
            }
        }
    }

    public bool RoleHas(int role, int key) => (Roles[role] >> key & 1) == 1;

    public override string ToString() =>
        $"parents [{string.Join(' ', Parents)}], states [{string.Join(' ', States)}], members [{string.Join(' ', Members)}], edges [{string.Join(' ', Edges())}], roles [{string.Join(' ', Roles)}], grants [{string.Join(' ', Grants)}], acts [{string.Join(' ', Acts)}]";

    private static Gen<Window> Windows() =>
        from opens in Gen.Elements<int?>(null, null, -10, 0, 5)
        from closes in Gen.Elements<int?>(null, null, -5, 0, 5, 10)
        select new Window(opens, closes);

    private static Gen<Window?> Memberships() => from dice in Gen.Choose(0, 2) from window in Windows() select dice == 0 ? window : null;

    private static Gen<Grant> GrantsAt(int lastNode) =>
        from subject in Gen.Choose(0, People + Groups - 1)
        from role in Gen.Choose(0, RoleCount - 1)
        from node in Gen.Choose(0, lastNode)
        from window in Windows()
        select new Grant(subject, role, node, window);

    private static Gen<Act> ActsOn(int lastNode) =>
        from kind in Gen.Elements(Enum.GetValues<ActKind>())
        from a in Gen.Choose(0, Math.Max(lastNode, Groups - 1))
        from b in Gen.Choose(0, Math.Max(lastNode, Groups - 1))
        select new Act(kind, a, b);

    private static Gen<IReadOnlyList<int>> Each(IEnumerable<Gen<int>> parts) =>
        parts.Aggregate(Gen.Constant<IReadOnlyList<int>>([]), (all, next) => all.SelectMany(list => next.Select(one => (IReadOnlyList<int>)[.. list, one])));
}
