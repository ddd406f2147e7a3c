using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <param name="Groups">How many groups, <paramref name="Memberships"/> people in them, counted once for each group.</param>
internal sealed record DemoDataOutcome(int People, int Groups, int Memberships, int Nodes, int Roles, int Assignments, int Values, int AuditEntries);

/// <summary>
/// Makes and writes the rows, table by table. What the app derives from other columns comes from the app's own
/// functions; the same seed on the same day gives the same rows.
/// </summary>
internal sealed class DemoDataLoad(DashboardDbContext db, Account account, IBulkLoad load, int people, int seed, bool audit, Action<string> say)
{
    public const string Granter = "Demo data";
    private const int SmallApplication = 500;

    private readonly Dice dice = new(seed);
    private readonly DateTimeOffset today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
    private readonly Dictionary<Type, TableFormat> formats = [];
    private readonly List<Guid> ids = new(people);
    private int values;
    private int assignments;

    public async Task<DemoDataOutcome> RunAsync()
    {
        var places = await new Hierarchy(db, dice, account, today).MakeAsync(Math.Clamp(people / 20, 20, 1000));
        var position = await db.AttributeDefinitions.Where(d => d.AccountId == account.Id).MaxAsync(d => (int?)d.Position) ?? 0;
        var attributes = new AttributePlan(dice, account.Id, today, position + 1);
        db.AttributeDefinitions.AddRange(attributes.Definitions);
        var groups = new GroupPlan(dice, account.Id, people, today, await db.Groups.Where(g => g.AccountId == account.Id).Select(g => g.NormalizedName).ToListAsync());
        var taken = await db.Identities.Where(i => i.AccountId == account.Id).Select(i => i.NormalizedEmail!).ToListAsync();

        await load.BeginAsync([.. BulkTables.Select(t => Format(t).Table)]);
        WriteTracked();
        say($"{people:N0} people and what is known about them");
        WritePeople(attributes, taken);
        say($"{groups.MemberCount:N0} members of {groups.Groups.Count:N0} groups");
        Write(groups.Groups.Select(g => g.Group).OrderBy(g => g.Id));
        Write(groups.Groups.Select(g => GroupLineage.Self(g.Group.Id)).OrderBy(l => l.DescendantId));
        Write(groups.Members(dice, ids, today));
        say("members of the applications, and their roles");
        Write(ids.Where((_, i) => i % 100 != 99).Select(id => Member(places.ApplicationId, id)));
        Write(ids.Where((_, i) => i % Math.Max(2, people / SmallApplication) == 0).Take(SmallApplication).Select(id => Member(places.Small, id)));
        Write(Assignments(places, groups));
        await load.CompleteAsync(say);
        return new DemoDataOutcome(people, groups.Groups.Count, groups.MemberCount, places.Nodes.Count, places.Roles.Count + 1, assignments, values, audit ? 2 * people : 0);
    }

    private IEnumerable<Type> BulkTables =>
        [typeof(Identity), typeof(AttributeValue), typeof(DirectoryGroup), typeof(GroupLineage), typeof(GroupMember), typeof(AppMembership), typeof(Assignment), .. audit ? [typeof(AuditEntry)] : Type.EmptyTypes];

    /// <summary>What stands in the context, in an order in which nothing refers to what comes later.</summary>
    private void WriteTracked()
    {
        var tracked = db.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToLookup(e => e.GetType());
        Type[] order = [typeof(Application), typeof(AppEnvironment), typeof(Node), typeof(NodeLineage), typeof(Permission), typeof(Role), typeof(RolePermission), typeof(AttributeDefinition), typeof(Assignment)];
        foreach (var type in order) load.Write(Format(type), tracked[type]);
    }

    /// <summary>In portions, since what is known about people can only be written between them on one connection.</summary>
    private void WritePeople(AttributePlan attributes, List<string> taken)
    {
        var make = new People(dice, account.Id, today, taken);
        foreach (var portion in Enumerable.Range(0, people).Chunk(50_000))
        {
            var made = portion.Select(i => (Index: i, Person: make.Make(i, people, AttributePlan.SearchExtra(i)))).ToList();
            Write(made.Select(m => m.Person));
            Write(made.SelectMany(m => attributes.Values(m.Index, m.Person)).Select(v => { values++; return v; }));
            if (audit) Write(made.SelectMany(m => Audit(m.Person)));
            ids.AddRange(made.Select(m => m.Person.Id));
        }
    }

    private AppMembership Member(Guid application, Guid id) =>
        new() { ApplicationId = application, IdentityId = id, AccountId = account.Id, State = MembershipState.Active, CreatedAt = today };

    /// <summary>26 % of people get a role themselves, every eighth of them two; some groups have one.</summary>
    private IEnumerable<Assignment> Assignments(DemoPlaces places, GroupPlan groups)
    {
        foreach (var id in ids)
        {
            if (!dice.Chance(0.26)) continue;
            yield return Grant(places, id, group: null);
            if (dice.Chance(0.125)) yield return Grant(places, id, group: null);
        }

        foreach (var group in groups.WithRoles) yield return Grant(places, person: null, group.Id);
    }

    private Assignment Grant(DemoPlaces places, Guid? person, Guid? group)
    {
        assignments++;
        var since = today.AddDays(-700 * dice.Share());
        return new Assignment
        {
            Id = dice.Id(since), AccountId = account.Id, EnvironmentId = places.EnvironmentId, RoleId = dice.PickSkewed(places.Roles), NodeId = dice.Pick(places.Nodes),
            IdentityId = person, GroupId = group, EffectiveTo = dice.Chance(0.05) ? since.AddDays(900 * dice.Share()) : null, GrantedBy = Granter, CreatedAt = since,
        };
    }

    private IEnumerable<AuditEntry> Audit(Identity person)
    {
        yield return Entry(AuditActions.UserCreated, person, $$"""{"email":[null,"{{person.Email}}"]}""");
        yield return Entry(AuditActions.MembershipCreated, person, "{}");
    }

    private AuditEntry Entry(string action, Identity person, string changes) => new()
    {
        Id = dice.Id(person.CreatedAt), AccountId = account.Id, At = person.CreatedAt, Action = action, ActorKind = ActorKind.System, ActorId = Guid.Empty, ActorName = Granter,
        TargetKind = AuditTarget.User, TargetId = person.Id, TargetName = person.FullName, Changes = changes,
        SearchText = $"{action} {Granter} {person.FullName} {person.Email}".ToLowerInvariant(),
    };

    private void Write<T>(IEnumerable<T> rows) where T : class => load.Write(Format(typeof(T)), rows);

    private TableFormat Format(Type type) => formats.TryGetValue(type, out var known) ? known : formats[type] = new TableFormat(db, type);
}
