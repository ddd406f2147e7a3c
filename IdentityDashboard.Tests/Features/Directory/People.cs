using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Directory;

/// <summary>Writes people and groups straight into the database: many of them, or in states that take time to reach.</summary>
internal static class People
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Members of the account's application; names, states and times repeat, so that only the id tells some apart.</summary>
    public static async Task<IReadOnlyList<Identity>> SeedPeopleAsync(this TestApp app, TestAccount account, int count)
    {
        string[] names = ["Amara Okafor", "amara okafor", "Benedikt Voss", "Zoë Ångström", "Élodie Marchand", "Pat Lee"];
        var people = Enumerable.Range(0, count).Select(n =>
        {
            var (first, last) = (names[n % names.Length].Split(' ')[0], names[n % names.Length].Split(' ')[1]);
            var seen = n % 3 == 0 ? Identity.NeverSeen : Start.AddHours(n % 5);
            return Person(account, first, last, $"p{n}@halden.example", (PrincipalState)(n % 4 == 3 ? 0 : n % 4), seen, Start.AddMinutes(n / 4));
        }).ToList();
        await app.AddAsync(account, [.. people]);
        return people;
    }

    public static Task<Identity> AddPersonAsync(this TestApp app, TestAccount account, string first, string last, string email, PrincipalState state = PrincipalState.Active) =>
        app.AddOneAsync(account, Person(account, first, last, email, state, Identity.NeverSeen, Start));

    public static async Task AddGroupsAsync(this TestApp app, TestAccount account, IEnumerable<string> names)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var groups = names.Select((name, n) => new DirectoryGroup
        {
            AccountId = account.Id, Name = name, NormalizedName = DirectoryGroup.Normalize(name), CreatedAt = Start, UpdatedAt = Start.AddMinutes(n / 3),
        }).ToList();
        db.Groups.AddRange(groups);
        db.GroupLineage.AddRange(groups.Select(g => GroupLineage.Self(g.Id)));
        await db.SaveChangesAsync();
    }

    private static async Task<Identity> AddOneAsync(this TestApp app, TestAccount account, Identity person)
    {
        await app.AddAsync(account, person);
        return person;
    }

    private static async Task AddAsync(this TestApp app, TestAccount account, params Identity[] people)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        db.Identities.AddRange(people);
        db.AppMemberships.AddRange(people.Select(p => new AppMembership
        {
            ApplicationId = account.Production.ApplicationId, IdentityId = p.Id, AccountId = account.Id, State = MembershipState.Active, CreatedAt = Start,
        }));
        await db.SaveChangesAsync();
    }

    private static Identity Person(TestAccount account, string first, string last, string email, PrincipalState state, DateTimeOffset seen, DateTimeOffset created)
    {
        var identity = new Identity
        {
            Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = first, LastName = last, SortName = "", SearchText = "",
            Email = email, NormalizedEmail = email.ToLowerInvariant(), UserName = email, NormalizedUserName = email.ToLowerInvariant(),
            SecurityStamp = "stamp", State = state, DeletedAt = state == PrincipalState.Deleted ? created : null, LastSeenAt = seen, CreatedAt = created, UpdatedAt = created,
        };
        identity.Refresh();
        return identity;
    }
}
