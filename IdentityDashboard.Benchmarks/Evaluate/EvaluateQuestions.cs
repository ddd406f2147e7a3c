using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.Evaluate;

internal sealed record Question(Guid IdentityId, string Permission, Guid NodeId);

/// <summary>What is asked: half at random, mostly answered by no, half about what somebody was given.</summary>
internal static class EvaluateQuestions
{
    public static async Task<IReadOnlyList<Question>> PickAsync(RawDatabase raw, int count)
    {
        var dice = new Dice(7);
        var people = await raw.ReadAsync("SELECT id FROM identities ORDER BY id", [], r => r.GetGuid(0));
        var nodes = await raw.ReadAsync("SELECT id FROM nodes ORDER BY id", [], r => r.GetGuid(0));
        var keys = await raw.ReadAsync("SELECT \"key\" FROM permissions WHERE NOT is_built_in ORDER BY \"key\"", [], r => r.GetString(0));
        await using var given = raw.Prepare(
            """
            SELECT p."key", l.descendant_id FROM assignments a JOIN role_permissions g ON g.role_id = a.role_id JOIN permissions p ON p.id = g.permission_id JOIN node_lineage l ON l.ancestor_id = a.node_id
            WHERE a.identity_id = @p0 ORDER BY a.id, p.id, l.descendant_id LIMIT 1
            """, [people[0]]);
        var picked = new List<Question>(count);
        while (picked.Count < count)
        {
            var person = dice.Pick(people);
            given.Parameters[0].Value = raw.Value(person);
            var held = picked.Count % 2 == 0 ? await RawDatabase.ReadAsync(given, r => (Key: r.GetString(0), Node: r.GetGuid(1))) : [];
            picked.Add(held is [var one] ? new Question(person, one.Key, one.Node) : new Question(person, dice.Pick(keys), dice.Pick(nodes)));
        }

        return picked;
    }
}
