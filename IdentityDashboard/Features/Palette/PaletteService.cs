using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Palette;

/// <summary>Answers what is typed into the palette with people, groups, pages and actions.</summary>
internal sealed class PaletteService(PaletteLookup lookup)
{
    public const int MaxLength = 200;
    public const int MaxRecent = 8;
    private const int People = 8;
    private const int Groups = 5;
    private const int Entries = 6;

    /// <summary>After pages and actions whose names begin so, before all that only have to do with it (see <see cref="PaletteEntry.Rank"/>).</summary>
    private const int PeopleRank = 1;

    public async Task<PaletteAnswer> SearchAsync(WorkspaceContext workspace, string text, CancellationToken ct)
    {
        var term = text.Trim();
        if (term.Length is 0 or > MaxLength) return new PaletteAnswer(text, []);
        var (people, groups) = await lookup.FindAsync(workspace.Actor, term, People, ct);
        var entries = PaletteCatalogue.For(workspace.View).Select(e => (e.Item, Rank: e.Rank(term))).Where(e => e.Rank is not null).OrderBy(e => e.Rank).ToList();
        (string Title, int Rank, IReadOnlyList<PaletteItem> Items)[] sections =
        [
            ("People", PeopleRank, [.. people.Select(Line)]),
            ("Groups", PeopleRank, [.. groups.Take(Groups).Select(Line)]),
            Of(PaletteKind.Page, "Pages"),
            Of(PaletteKind.Action, "Actions"),
        ];
        return new PaletteAnswer(text, [.. sections.Where(s => s.Items.Count > 0).OrderBy(s => s.Rank).Select(s => new PaletteSection(s.Title, s.Items))]);

        (string Title, int Rank, IReadOnlyList<PaletteItem> Items) Of(PaletteKind kind, string title)
        {
            var mine = entries.Where(e => e.Item.Kind == kind).Take(Entries).ToList();
            return (title, mine.Count == 0 ? 0 : mine[0].Rank!.Value, [.. mine.Select(e => e.Item)]);
        }
    }

    /// <summary>Before anything is typed: what this browser opened last, then what there is to do and to see.</summary>
    /// <param name="recent"><see cref="PaletteItem.Reference"/> of what was opened, the latest first. Comes from the browser, so nothing in it is believed.</param>
    public async Task<PaletteAnswer> BeginAsync(WorkspaceContext workspace, IReadOnlyList<string> recent, CancellationToken ct)
    {
        var known = recent.Take(MaxRecent).Distinct(StringComparer.Ordinal).ToList();
        var (people, groups) = await lookup.FindAsync(workspace.Actor, Ids(known, PaletteKind.Person), Ids(known, PaletteKind.Group), ct);
        var entries = PaletteCatalogue.For(workspace.View).Select(e => e.Item).ToList();
        var all = people.Select(Line).Concat(groups.Select(Line)).Concat(entries).ToDictionary(i => i.Reference, StringComparer.Ordinal);
        List<PaletteItem> opened = [.. known.Where(all.ContainsKey).Select(reference => all[reference])];
        var rest = entries.Except(opened).ToList();
        PaletteSection[] sections =
        [
            new("Recent", opened),
            new("Actions", [.. rest.Where(i => i.Kind == PaletteKind.Action)]),
            new("Pages", [.. rest.Where(i => i.Kind == PaletteKind.Page)]),
        ];
        return new PaletteAnswer("", [.. sections.Where(s => s.Items.Count > 0)]);
    }

    private static List<Guid> Ids(IEnumerable<string> references, PaletteKind kind)
    {
        var start = $"{kind.ToString().ToLowerInvariant()}:";
        return [.. references.Where(r => r.StartsWith(start, StringComparison.Ordinal)).Select(r => Guid.TryParse(r.AsSpan(start.Length), out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
    }

    private static PaletteItem Line(PersonChoice person)
    {
        var name = person.Name.Trim();
        return new(PaletteKind.Person, person.Id.ToString(), name.Length == 0 ? person.Email : name, name.Length == 0 ? null : person.Email, "user", $"/identities/{person.Id}") { Id = person.Id };
    }

    private static PaletteItem Line(GroupChoice group) =>
        new(PaletteKind.Group, group.Id.ToString(), group.Name, null, "users", $"/groups/{group.Id}") { Id = group.Id };
}
