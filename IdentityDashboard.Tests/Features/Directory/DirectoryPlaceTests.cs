using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class DirectoryPlaceTests
{
    private const string Page = "https://id.halden.example/access/identities";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("0197f0a0-1111-7222-8333-444455556666");

    [Fact]
    public void U7_U15_U16_Every_place_comes_back_from_its_URL()
    {
        var random = new Random(7);
        foreach (var n in Enumerable.Range(0, 400))
        {
            var place = Any(random);

            var back = DirectoryPlace.Read("https://id.halden.example" + place.Apply(Page));

            Assert.Equal(place, back);
            Assert.Equal(place.GetHashCode(), back.GetHashCode());
        }
    }

    [Theory]
    [InlineData("status=sleeping")]
    [InlineData("mfa=perhaps")]
    [InlineData("seen=yesterday")]
    [InlineData("seen=2026-13-01..")]
    [InlineData("created=2026-02-01..2026-01-01")]
    [InlineData("created=never")]
    [InlineData("status=")]
    [InlineData("a.=x")]
    [InlineData("sort=password&dir=up")]
    [InlineData("tab=robots")]
    [InlineData("status=deleted")]
    [InlineData("unknown=1&q=%20")]
    public void What_makes_no_sense_counts_as_not_given(string query) => Assert.Equal(new DirectoryPlace(), DirectoryPlace.Read($"{Page}?{query}"));

    [Fact]
    public void Only_the_Tenant_page_shows_the_deleted()
    {
        var place = DirectoryPlace.Read($"{Page}?status=deleted", tenant: true);

        Assert.Equal(PrincipalState.Deleted, Query(place).Filter.State);
    }

    [Fact]
    public void Other_parameters_of_the_address_stay_and_the_ones_of_the_place_go()
    {
        var uri = $"{Page}?guide=1&status=active&a.site=oslo&at=x&from=51&cols=mfa";

        Assert.Equal("/access/identities?guide=1", new DirectoryPlace().Apply(uri));
        Assert.Equal("/access/identities?guide=1&q=pat%20lee", new DirectoryPlace(Search: "pat lee").Apply(uri));
    }

    [Fact]
    public void A37_An_id_nobody_has_stays_a_filter_and_matches_nobody()
    {
        var filter = Query(DirectoryPlace.Read($"{Page}?group=nonsense&role={Id}&a.gone=1")).Filter;

        Assert.Equal(Guid.Empty, filter.GroupId);
        Assert.Equal(Id, filter.RoleId);
        Assert.Equal([new AttributeFilter(Guid.Empty, null, null)], filter.Attributes);
    }

    [Fact]
    public void Times_and_attributes_become_bounds()
    {
        var field = new AttributeField(Id, "since", "With us since", null, AttributeKind.Date, [], false, false, false, 0, "v");
        var place = DirectoryPlace.Read($"{Page}?seen=over90d&created=2026-01-01..2026-03-31&a.since=2020-01-01..2020-12-31");

        var filter = Query(place, new ListFields([field])).Filter;

        Assert.Equal((null, Now.AddDays(-90)), (filter.SeenFrom, filter.SeenBefore));
        Assert.Equal((new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)), (filter.CreatedFrom, filter.CreatedBefore));
        Assert.Equal([new AttributeFilter(Id, "2020-01-01", "2020-12-31")], filter.Attributes);
        Assert.True(Query(DirectoryPlace.Read($"{Page}?seen=never")).Filter.NeverSeen);
    }

    [Fact]
    public void A_view_keeps_filters_and_order_and_neither_page_nor_columns()
    {
        var place = DirectoryPlace.Read($"{Page}?q=a%26b&status=active&sort=seen&dir=desc&at=abc&from=51&cols=mfa");

        Assert.Equal("q=a%26b&status=active&sort=seen&dir=desc", place.ToViewQuery());
    }

    [Fact]
    public void Pages_are_numbered_where_the_number_is_known()
    {
        var page = new Page<int>([.. Enumerable.Range(0, 50)], "next", "before");
        var place = new DirectoryPlace();

        Assert.Equal(51, place.Next(page, 1).From);
        Assert.Equal(place, place.Next(page, 1).Previous(page, 51));
        Assert.Equal(("last", null), (place.Last().At, place.Last().From));
        Assert.Equal(("before", null), (place.Last().Previous(page, null).At, place.Last().Previous(page, null).From));
        Assert.Equal(101, place.Last().Previous(page, 151).From);
    }

    private static IdentityListQuery Query(DirectoryPlace place, ListFields? fields = null) =>
        place.ToPeople(new DirectoryScope(new WorkspaceContext(null!, null!, _ => Task.CompletedTask, () => Task.CompletedTask), IsTenant: true), fields ?? ListFields.None, Now);

    private static DirectoryPlace Any(Random random)
    {
        var groups = random.Next(4) == 0;
        string[] texts = ["oslo", "a&b=c", "50%", "x..y", "*", "=*", "Ångström / \"Süd\"", "a+b", "#1?", "ü"];
        var filters = groups
            ? new List<DirectoryFilter> { new("source", Text()), new("roles", "yes"), new("members", "no") }
            :
            [
                new("status", Pick("active", "suspended", "deactivated", "invited")), new("source", Text()), new("group", Id.ToString()), new("role", Id.ToString()), new("node", "gone"),
                new("mfa", Pick("yes", "no")), new("seen", Pick("never", "7d", "30d", "90d", "over90d", "2026-01-01..", "..2026-01-01", "2025-12-31..2026-01-01")),
                new("created", Pick("7d", "30d", "90d", "2026-01-01..2026-01-01")), new("a.cost_centre", Text()), new("a.site", Text()),
            ];
        var chosen = filters.Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next()).ToList();
        var at = random.Next(3) == 0 ? Pick("last", "eyJLZXkiOiJhIn0") : null;
        return new DirectoryPlace(groups, random.Next(2) == 0 ? Text() : null, DirectoryFilters.Of(chosen),
            random.Next(2) == 0 ? groups ? "updated" : Pick("email", "status", "seen", "created") : null, random.Next(2) == 0,
            at, at is null ? 1 : random.Next(2) == 0 ? null : 51, random.Next(4) == 0 ? "status,a.site" : null);

        string Text() => texts[random.Next(texts.Length)];
        string Pick(params string[] from) => from[random.Next(from.Length)];
    }
}
