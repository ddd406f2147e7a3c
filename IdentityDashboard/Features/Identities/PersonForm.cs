using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Identities;

/// <summary>A person's record while it is edited: fields named as in the REST API, all values as text.</summary>
internal sealed class PersonForm
{
    public const string First = "first_name";
    public const string Last = "last_name";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Verified = "email_verified";
    public const string MustReset = "must_change_password";

    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        [First] = "First name", [Last] = "Last name", [Email] = "Email", [Phone] = "Phone Number", [Verified] = "Email verified", [MustReset] = "Password must be reset",
    };

    private readonly bool onlyAttributes;
    private Dictionary<string, string?> values;

    /// <param name="onlyAttributes">The form shows nothing else, so nothing else is saved.</param>
    public PersonForm(IdentityDetail person, IReadOnlyList<AttributeField> fields, bool onlyAttributes)
    {
        (Fields, this.onlyAttributes, Start) = (fields, onlyAttributes, person);
        values = Read(person);
        Merge = new EditMerge(values);
    }

    /// <summary>The record that the next save is made against.</summary>
    public IdentityDetail Start { get; private set; }

    public EditMerge Merge { get; }

    /// <summary>The attributes there are now.</summary>
    public IReadOnlyList<AttributeField> Fields { get; set; }

    public bool IsDirty => Merge.IsDirty(values);

    public string? this[string field]
    {
        get => values.GetValueOrDefault(field);
        set => values[field] = value;
    }

    public bool IsOn(string field) => values[field] == AttributeText.Yes;

    public void Switch(string field, bool on) => values[field] = YesNo(on);

    public void Choose(string field, bool theirs) => values[field] = Merge.Choose(field, theirs, values.GetValueOrDefault(field));

    /// <summary>The record was changed by somebody else: takes over what can be, keeps what was typed.</summary>
    public void Meet(IdentityDetail now, IReadOnlyDictionary<string, ChangedBy> who)
    {
        values = new Dictionary<string, string?>(Merge.Meet(values, Read(now), field => Words(field, who)), StringComparer.Ordinal);
        Start = now;
    }

    public bool Has(string field) => values.ContainsKey(field) || Fields.Any(f => f.ErrorKey == field);

    public IdentityEdit ToEdit() => new(values[First] ?? "", values[Last] ?? "", values[Email] ?? "", values[Phone], IsOn(Verified), IsOn(MustReset), Start.Version) { Traits = Traits };

    /// <summary>Only of attributes that are still there: one deleted meanwhile isn't missed.</summary>
    public IReadOnlyDictionary<string, string> Traits => Fields.ToDictionary(f => f.Key, f => values.GetValueOrDefault(f.ErrorKey) ?? "", StringComparer.Ordinal);

    private Dictionary<string, string?> Read(IdentityDetail person)
    {
        var read = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var field in Fields) read[field.ErrorKey] = person.Traits.GetValueOrDefault(field.Key);
        if (onlyAttributes) return read;
        (read[First], read[Last], read[Email], read[Phone]) = (person.FirstName, person.LastName, person.Email, person.Phone);
        (read[Verified], read[MustReset]) = (YesNo(person.EmailVerified), YesNo(person.MustChangePassword));
        return read;
    }

    private FieldWords Words(string name, IReadOnlyDictionary<string, ChangedBy> who)
    {
        var by = who.GetValueOrDefault(name);
        var field = Fields.FirstOrDefault(f => f.ErrorKey == name);
        return field is null
            ? new FieldWords(Labels.GetValueOrDefault(name, name), value => name is Verified or MustReset ? AttributeText.Show(AttributeKind.YesNo, value) : value ?? "", by?.Who, by?.At)
            : new FieldWords(field.Label, value => AttributeText.Show(field.Kind, value), by?.Who, by?.At);
    }

    private static string YesNo(bool on) => on ? AttributeText.Yes : AttributeText.No;
}
