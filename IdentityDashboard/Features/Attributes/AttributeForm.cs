using IdentityDashboard.Features.Audit;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Attributes;

/// <summary>An option while it is edited.</summary>
internal sealed class OptionRow(string? was, string? name)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string? Was { get; set; } = was;

    public string? Name { get; set; } = name;
}

/// <summary>A definition while it is edited, and what happens when somebody else saves it first.</summary>
internal sealed class AttributeForm
{
    private const string On = "yes";

    public AttributeForm(AttributeField? field)
    {
        Start = field;
        Fill(field);
        Merge = new EditMerge(Values());
    }

    /// <summary>Null for a new attribute.</summary>
    public AttributeField? Start { get; private set; }

    public EditMerge Merge { get; }

    public string? Label { get; set; }

    public string? Key { get; set; }

    public string? Help { get; set; }

    public AttributeKind Kind { get; set; }

    public bool IsRequired { get; set; }

    public bool IsUnique { get; set; }

    public bool IsSearchable { get; set; }

    public List<OptionRow> Options { get; private set; } = [];

    public bool IsDirty => Merge.IsDirty(Values()) || !string.IsNullOrEmpty(Key) && Start is null;

    public AttributeDraft ToDraft() => new(Label ?? "", Key, Help, Kind, [.. Options.Select(o => new AttributeOption(o.Was, o.Name ?? ""))],
        IsRequired, IsUnique && AttributeDraft.CanBeUnique(Kind), IsSearchable && AttributeDraft.CanBeSearchable(Kind));

    /// <summary>As the fields of a form would show it.</summary>
    public AttributeField ToField()
    {
        var draft = ToDraft().Clean();
        return new AttributeField(Guid.Empty, "preview", draft.Label.Length == 0 ? "Label" : draft.Label, draft.Help, Kind, [.. draft.Options.Select(o => o.Name)], IsRequired, false, false, 0, "");
    }

    /// <summary>Somebody else has saved the attribute: takes over what can be, keeps what was typed.</summary>
    public void Meet(AttributeField now, IReadOnlyDictionary<string, ChangedBy> by)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["label"] = "Label", ["help"] = "Help", ["options"] = "Options", ["required"] = "Required", ["unique"] = "Unique", ["searchable"] = "Searchable",
        };
        var values = Merge.Meet(Values(), new AttributeForm(now).Values(), name => new FieldWords(words[name], Show, by.GetValueOrDefault(name)?.Who, by.GetValueOrDefault(name)?.At));
        Start = now;
        foreach (var (name, value) in values) Set(name, value);
    }

    public void Choose(string name, bool theirs) => Set(name, Merge.Choose(name, theirs, Values()[name]));

    private static string Show(string? value) => value switch { On => "Yes", null => "", _ => value.Replace("\n", ", ", StringComparison.Ordinal) };

    private void Fill(AttributeField? field)
    {
        (Label, Key, Help, Kind) = (field?.Label, field?.Key, field?.Help, field?.Kind ?? AttributeKind.Text);
        (IsRequired, IsUnique, IsSearchable) = (field?.IsRequired ?? false, field?.IsUnique ?? false, field?.IsSearchable ?? false);
        Options = [.. (field?.Options ?? []).Select(o => new OptionRow(o, o))];
    }

    private Dictionary<string, string?> Values() => new(StringComparer.Ordinal)
    {
        ["label"] = Label, ["help"] = Help, ["options"] = string.Join('\n', Options.Select(o => o.Name)),
        ["required"] = IsRequired ? On : null, ["unique"] = IsUnique ? On : null, ["searchable"] = IsSearchable ? On : null,
    };

    private void Set(string name, string? value)
    {
        switch (name)
        {
            case "label": Label = value; break;
            case "help": Help = value; break;
            case "required": IsRequired = value == On; break;
            case "unique": IsUnique = value == On; break;
            case "searchable": IsSearchable = value == On; break;
            default: SetOptions(value ?? ""); break;
        }
    }

    /// <summary>An option that is still there moves its people along; one renamed elsewhere is a new one here.</summary>
    private void SetOptions(string lines)
    {
        var there = Start?.Options ?? [];
        var rows = Options.Where(o => o.Was is not null && there.Contains(o.Was, StringComparer.Ordinal)).ToLookup(o => o.Name ?? "", o => o.Was, StringComparer.Ordinal);
        Options = [.. lines.Split('\n').Where(name => lines.Length > 0).Select(name => new OptionRow(rows[name].FirstOrDefault() ?? there.FirstOrDefault(o => o == name), name))];
    }
}
