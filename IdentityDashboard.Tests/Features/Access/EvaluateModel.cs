using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>The same world in memory, answered by walking through it: no closures, no indexes, nothing the product uses.</summary>
internal sealed class EvaluateModel(EvaluateWorld world)
{
    private readonly List<int> parents = [-1, .. world.Parents];
    private readonly HashSet<int> archived = [];
    private readonly HashSet<(int Parent, int Child)> edges = [.. world.Edges()];
    private readonly HashSet<int> dropped = [];

    public int Minute { get; private set; }

    public int Nodes => parents.Count;

    public bool Allows(int person, int key, int node) => world.States[person] == PrincipalState.Active && world.Grants.Any(g =>
        g.During.Holds(Minute) && world.RoleHas(g.Role, key) && Upwards(node).Contains(g.Node) && !Upwards(g.Node).Any(archived.Contains)
        && (g.Subject < EvaluateWorld.People ? g.Subject == person : IsIn(person, g.Subject - EvaluateWorld.People)));

    /// <summary>Lets it happen, if it can.</summary>
    public bool Try(Act act)
    {
        var (a, b) = act.Kind is ActKind.Move or ActKind.Archive ? (act.A % Nodes, act.B % Nodes) : (act.A % EvaluateWorld.Groups, act.B % EvaluateWorld.Groups);
        switch (act.Kind)
        {
            case ActKind.Move:
                if (a == 0 || Upwards(b).Contains(a) || parents[a] == b || Upwards(a).Concat(Upwards(b)).Any(archived.Contains)) return false;
                parents[a] = b;
                return true;
            case ActKind.Archive:
                return a != 0 && !Upwards(a).Any(archived.Contains) && archived.Add(a);
            case ActKind.Nest:
                return !dropped.Contains(a) && !dropped.Contains(b) && !StandsIn(a, b) && edges.Add((a, b));
            case ActKind.Part:
                return edges.Remove((a, b));
            case ActKind.Drop:
                edges.RemoveWhere(e => e.Parent == a || e.Child == a);
                return dropped.Add(a);
            default:
                Minute += 5;
                return true;
        }
    }

    private bool IsIn(int person, int group) => !dropped.Contains(group)
        && (world.Members[(group * EvaluateWorld.People) + person]?.Holds(Minute) == true || edges.Any(e => e.Parent == group && IsIn(person, e.Child)));

    private bool StandsIn(int inner, int outer) => inner == outer || edges.Any(e => e.Child == inner && StandsIn(e.Parent, outer));

    private IEnumerable<int> Upwards(int node)
    {
        for (var at = node; at >= 0; at = parents[at]) yield return at;
    }
}
