using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Identities;

/// <summary>Every filter, order and page against a plain reading of the same people, by both ways the reader knows.</summary>
public sealed class PeopleReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S5_Every_filter_and_order_gives_what_a_plain_reading_gives(Database database)
    {
        var world = await World.CreateAsync(await TestApp.SharedAsync(database));

        foreach (var (at, (name, filter, holds)) in world.Filters().Index())
        {
            foreach (var sort in Enum.GetValues<IdentitySort>())
            {
                // Up by one way of reading and down by the other, in turn: every two of filter, order, direction and way meet.
                foreach (var few in new[] { 0, PeoplePlan.Few })
                {
                    var descending = (at + (int)sort) % 2 == 0 == (few == 0);
                    var expected = world.Sorted(holds, sort, descending);
                    var found = await world.ReadAllAsync(few, world.Query(filter, sort, descending));
                    Assert.True(expected.SequenceEqual(found), $"{name}, {sort} {(descending ? "down" : "up")}, few {few}: {expected.Count} expected, {found.Count} found");
                }
            }

            Assert.Equal(world.Sorted(holds, IdentitySort.Name, descending: false).Count, (await world.Reader(few: 0).CountAsync(world.Db, world.Actor, world.Query(filter), None)).Value);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S5_The_last_page_is_reached_at_once_and_leads_back_to_the_first(Database database)
    {
        var world = await World.CreateAsync(await TestApp.SharedAsync(database));
        var expected = world.Sorted(_ => true, IdentitySort.Name, descending: false);

        var page = await world.PageAsync(0, world.Query(IdentityFilter.None) with { Cursor = IdentityListQuery.LastPage });
        Assert.Null(page.Next);
        var back = page.Items.Select(i => i.Id).ToList();
        while (page.Previous is { } cursor)
        {
            page = await world.PageAsync(0, world.Query(IdentityFilter.None) with { Cursor = cursor });
            back.InsertRange(0, page.Items.Select(i => i.Id));
        }

        Assert.Equal(expected, back);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S5_A_change_to_many_reads_each_match_once(Database database)
    {
        var world = await World.CreateAsync(await TestApp.SharedAsync(database));
        var filter = new IdentityFilter { State = PrincipalState.Active };
        var seen = new List<Guid>();
        for (Guid? after = null; ;)
        {
            var part = await world.Reader(0).PartAsync(world.Db, world.Actor, world.Query(filter), after, 7, None);
            if (part.Count == 0) break;
            seen.AddRange(part.Select(p => p.Id));
            after = seen[^1];
        }

        Assert.Equal(world.Sorted(p => p.State == PrincipalState.Active, IdentitySort.Name, descending: false).Order(), seen.Order());
    }

    private sealed class World(TestApp app, TestAccount account, DashboardDbContext db)
    {
        private readonly List<Identity> people = [];
        private readonly Dictionary<Guid, string> cities = [];
        private readonly HashSet<Guid> inGroup = [];
        private readonly HashSet<Guid> holders = [];
        private Guid group;
        private Guid role;
        private Guid leaf;
        private Guid city;

        public DashboardDbContext Db => db;

        public Actor Actor => account.Admin;

        public static async Task<World> CreateAsync(TestApp app)
        {
            var world = new World(app, await app.AccountAsync(), await app.Dbs.CreateDbContextAsync());
            await world.FillAsync();
            return world;
        }

        public PeopleReader Reader(int few) => new(app.Service<ISqlDialect>(), app.Service<TimeProvider>()) { Few = few };

        public IdentityListQuery Query(IdentityFilter filter, IdentitySort sort = IdentitySort.Name, bool descending = false) =>
            new(account.Production.ApplicationId, account.Production.EnvironmentId, filter, sort, descending, Take: 17);

        public Task<Page<Identity>> PageAsync(int few, IdentityListQuery query) => Reader(few).PageAsync(db, Actor, query, None);

        public async Task<List<Guid>> ReadAllAsync(int few, IdentityListQuery query)
        {
            var ids = new List<Guid>();
            for (string? cursor = null; ;)
            {
                var page = await PageAsync(few, query with { Cursor = cursor });
                ids.AddRange(page.Items.Select(i => i.Id));
                if ((cursor = page.Next) is null) return ids;
            }
        }

        public List<Guid> Sorted(Func<Identity, bool> holds, IdentitySort sort, bool descending)
        {
            var rows = people.Where(p => p.State != PrincipalState.Deleted).Where(holds).ToList();
            Comparison<Identity> byKey = sort switch
            {
                IdentitySort.Email => (a, b) => string.CompareOrdinal(a.NormalizedEmail, b.NormalizedEmail),
                IdentitySort.LastSeen => (a, b) => a.LastSeenAt.CompareTo(b.LastSeenAt),
                IdentitySort.Created => (a, b) => a.CreatedAt.CompareTo(b.CreatedAt),
                IdentitySort.Status => (a, b) => a.State != b.State ? a.State.CompareTo(b.State) : string.CompareOrdinal(a.SortName, b.SortName),
                _ => (a, b) => string.CompareOrdinal(a.SortName, b.SortName),
            };
            rows.Sort((a, b) => byKey(a, b) is var c && c != 0 ? c : string.CompareOrdinal(a.Id.ToString(), b.Id.ToString()));
            if (descending) rows.Reverse();
            return rows.ConvertAll(r => r.Id);
        }

        public IEnumerable<(string Name, IdentityFilter Filter, Func<Identity, bool> Holds)> Filters()
        {
            var none = IdentityFilter.None;
            yield return ("everybody", none, _ => true);
            yield return ("state", none with { State = PrincipalState.Suspended }, p => p.State == PrincipalState.Suspended);
            yield return ("source", none with { Source = "Okta" }, p => p.Source == "Okta");
            yield return ("mfa", none with { Mfa = true }, p => p.TwoFactorEnabled);
            yield return ("no mfa", none with { Mfa = false }, p => !p.TwoFactorEnabled);
            yield return ("never seen", none with { NeverSeen = true }, p => p.LastSeenAt == Identity.NeverSeen);
            yield return ("seen from", none with { SeenFrom = Start.AddDays(3) }, p => p.LastSeenAt >= Start.AddDays(3));
            yield return ("seen before", none with { SeenBefore = Start.AddDays(3) }, p => p.LastSeenAt != Identity.NeverSeen && p.LastSeenAt < Start.AddDays(3));
            yield return ("created", none with { CreatedFrom = Start.AddDays(2), CreatedBefore = Start.AddDays(6) }, p => p.CreatedAt >= Start.AddDays(2) && p.CreatedAt < Start.AddDays(6));
            yield return ("these", none with { Ids = [people[3].Id, people[5].Id, Guid.NewGuid()] }, p => p.Id == people[3].Id || p.Id == people[5].Id);
            yield return ("none of them", none with { Ids = [] }, _ => false);
            yield return ("group", none with { GroupId = group }, p => inGroup.Contains(p.Id));
            yield return ("foreign group", none with { GroupId = Guid.NewGuid() }, _ => false);
            yield return ("role", none with { RoleId = role }, p => holders.Contains(p.Id));
            yield return ("role at or below the root", none with { RoleId = role, NodeId = account.Production.RootNodeId }, p => holders.Contains(p.Id));
            yield return ("role only where it isn't", none with { RoleId = role, NodeId = leaf }, _ => false);
            yield return ("attribute", none with { Attributes = [new AttributeFilter(city, "oslo", "oslo")] }, p => cities.GetValueOrDefault(p.Id) == "oslo");
            yield return ("attribute range", none with { Attributes = [new AttributeFilter(city, "b", "n")] }, p => cities.GetValueOrDefault(p.Id) == "kyiv");
            yield return ("any value", none with { Attributes = [new AttributeFilter(city, null, null)] }, p => cities.ContainsKey(p.Id));
            yield return ("search", none with { Search = "Okaf" }, p => p.LastName == "Okafor");
            yield return ("two characters", none with { Search = "zo" }, p => p.SortName.StartsWith("zo", StringComparison.Ordinal) || p.NormalizedEmail!.StartsWith("zo", StringComparison.Ordinal));
            yield return ("operators are text", none with { Search = "a\" OR \"b%_" }, _ => false);
            yield return ("several", none with { Search = "okafor", State = PrincipalState.Active, GroupId = group, Mfa = true },
                p => p is { LastName: "Okafor", State: PrincipalState.Active, TwoFactorEnabled: true } && inGroup.Contains(p.Id));
        }

        private async Task FillAsync()
        {
            var random = new Random(7);
            string[] first = ["Amara", "zoë", "Ada", "Pat"], last = ["Okafor", "Lee", "Ångström"];
            for (var n = 0; n < 60; n++)
            {
                var email = $"zo{n}.{Guid.NewGuid():N}@halden.example";
                var person = new Identity
                {
                    Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = first[random.Next(4)], LastName = last[random.Next(3)], SortName = "", SearchText = "",
                    Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, SecurityStamp = "s",
                    State = (PrincipalState)random.Next(4), Source = random.Next(4) == 0 ? "Okta" : "Local", TwoFactorEnabled = random.Next(2) == 0,
                    LastSeenAt = random.Next(4) == 0 ? Identity.NeverSeen : Start.AddDays(random.Next(7)), CreatedAt = Start.AddDays(random.Next(9)), UpdatedAt = Start,
                };
                person.Refresh();
                people.Add(person);
            }

            var nora = await db.Identities.FindAsync(account.Admin.Id);
            people.Add(nora!);
            db.Identities.AddRange(people.SkipLast(1));
            db.AppMemberships.AddRange(people.SkipLast(1).Select(p => new AppMembership
            {
                ApplicationId = account.Production.ApplicationId, IdentityId = p.Id, AccountId = account.Id, State = MembershipState.Active, CreatedAt = Start,
            }));
            await AddConditionsAsync(random);
            await db.SaveChangesAsync();
        }

        private async Task AddConditionsAsync(Random random)
        {
            role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]);
            var branch = await app.NodeAsync(account, account.Production, "EMEA");
            leaf = await app.NodeAsync(account, account.Production, "Retail", branch);
            var members = new DirectoryGroup { AccountId = account.Id, Name = "Auditors", NormalizedName = "auditors", CreatedAt = Start, UpdatedAt = Start };
            var holding = new DirectoryGroup { AccountId = account.Id, Name = "Holders", NormalizedName = "holders", CreatedAt = Start, UpdatedAt = Start };
            var definition = new AttributeDefinition { AccountId = account.Id, Key = "city", Label = "City", Version = "1", CreatedAt = Start };
            var inner = new DirectoryGroup { AccountId = account.Id, Name = "Inner", NormalizedName = "inner", CreatedAt = Start, UpdatedAt = Start };
            db.AddRange(members, holding, inner, definition);
            db.AddRange(GroupLineage.Self(members.Id), GroupLineage.Self(holding.Id), GroupLineage.Self(inner.Id));
            db.AddRange(new GroupLineage { DescendantId = inner.Id, AncestorId = members.Id, Distance = 1 }, new GroupLineage { DescendantId = inner.Id, AncestorId = holding.Id, Distance = 1 });
            (group, city) = (members.Id, definition.Id);
            foreach (var person in people.SkipLast(1))
            {
                if (random.Next(2) == 0 && inGroup.Add(person.Id)) db.GroupMembers.Add(new GroupMember { GroupId = group, IdentityId = person.Id, AddedAt = Start });
                if (random.Next(6) == 0)
                {
                    db.GroupMembers.Add(new GroupMember { GroupId = inner.Id, IdentityId = person.Id, AddedAt = Start });
                    inGroup.Add(person.Id);
                    holders.Add(person.Id);
                }

                if (random.Next(7) == 0 && !inGroup.Contains(person.Id)) db.GroupMembers.Add(new GroupMember { GroupId = group, IdentityId = person.Id, AddedAt = Start, EffectiveTo = Start });
                if (random.Next(5) == 0 && holders.Add(person.Id)) db.GroupMembers.Add(new GroupMember { GroupId = holding.Id, IdentityId = person.Id, AddedAt = Start });
                if (random.Next(5) == 0 && holders.Add(person.Id)) db.Assignments.Add(Assignment(person.Id, null, branch, null));
                if (random.Next(5) == 0) db.Assignments.Add(Assignment(person.Id, null, leaf, Start.AddDays(1)));
                if (random.Next(3) is var c && c < 2) db.AttributeValues.Add(Value(definition, person, cities[person.Id] = c == 0 ? "oslo" : "kyiv"));
            }

            db.Assignments.Add(Assignment(null, holding.Id, account.Production.RootNodeId, null));
        }

        private AttributeValue Value(AttributeDefinition definition, Identity person, string value) =>
            new() { IdentityId = person.Id, DefinitionId = definition.Id, AccountId = account.Id, Value = value, Comparable = value };

        private Assignment Assignment(Guid? person, Guid? holding, Guid node, DateTimeOffset? until) => new()
        {
            AccountId = account.Id, EnvironmentId = account.Production.EnvironmentId, RoleId = role, NodeId = node, IdentityId = person, GroupId = holding,
            EffectiveTo = until, GrantedBy = "Nora", CreatedAt = Start,
        };
    }
}
