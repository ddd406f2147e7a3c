using IdentityDashboard.Features.Groups;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>Groups and who is in them: a few with many people, most with few.</summary>
internal sealed class GroupPlan
{
    private const int Smallest = 3;
    private readonly List<(DirectoryGroup Group, int Size)> groups = [];

    /// <param name="taken">Normalized names that are used already.</param>
    public GroupPlan(Dice dice, Guid accountId, int people, DateTimeOffset today, IEnumerable<string> taken)
    {
        var (count, biggest) = (Math.Max(10, people / 200), Math.Max(Smallest, people / 5));
        var steepness = Math.Log((double)biggest / Smallest) / Math.Log(count);
        var names = new HashSet<string>(taken, StringComparer.Ordinal);
        for (var rank = 1; rank <= count; rank++)
        {
            var name = Name(dice, rank, names);
            var fromProvider = rank > Words.LargeGroups.Length && dice.Chance(0.1);
            var created = today.AddDays(-1200 * dice.Share());
            groups.Add((new DirectoryGroup
            {
                Id = dice.Id(created), AccountId = accountId, Name = name, NormalizedName = DirectoryGroup.Normalize(name), Source = fromProvider ? People.Provider : "Local",
                CreatedAt = created, UpdatedAt = created.AddDays((today - created).TotalDays * dice.Share()),
            }, Math.Max(Smallest, (int)(biggest / Math.Pow(rank, steepness)))));
        }
    }

    /// <summary>The biggest first.</summary>
    public IReadOnlyList<(DirectoryGroup Group, int Size)> Groups => groups;

    public int MemberCount => groups.Sum(g => g.Size);

    /// <summary>Those that roles are given to: neither the biggest nor the smallest.</summary>
    public IEnumerable<DirectoryGroup> WithRoles => groups.Skip(Math.Max(1, groups.Count / 250)).Take(Math.Max(2, groups.Count / 100)).Select(g => g.Group);

    public IEnumerable<GroupMember> Members(Dice dice, IReadOnlyList<Guid> people, DateTimeOffset today)
    {
        foreach (var (group, size) in groups.OrderBy(g => g.Group.Id))
        {
            // Steps that share no factor with the number of people meet nobody twice.
            var (at, step) = (dice.Below(people.Count), Coprime(dice, people.Count));
            for (var i = 0; i < Math.Min(size, people.Count); i++)
            {
                yield return new GroupMember { GroupId = group.Id, IdentityId = people[at], AddedAt = group.CreatedAt.AddDays((today - group.CreatedAt).TotalDays * dice.Share()) };
                at = (int)(((long)at + step) % people.Count);
            }
        }
    }

    private static int Coprime(Dice dice, int of)
    {
        while (true)
        {
            var step = 1 + dice.Below(of);
            if (System.Numerics.BigInteger.GreatestCommonDivisor(step, of).IsOne) return step;
        }
    }

    private static string Name(Dice dice, int rank, HashSet<string> names)
    {
        var name = rank <= Words.LargeGroups.Length ? Words.LargeGroups[rank - 1] : $"{dice.Pick(Words.Departments)} {dice.Pick(Words.Places)} {dice.Pick(Words.Kinds)}".TrimEnd();
        for (var (n, stem) = (2, name); !names.Add(DirectoryGroup.Normalize(name)); n++) name = $"{stem} {n}";
        return name;
    }
}
