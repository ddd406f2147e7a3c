using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Ui;

/// <summary>What the last submit was refused for, field by field; changing a field takes its sentence away.</summary>
/// <param name="shown">The fields the form has (named as in <see cref="Error.Fields"/>); what concerns others is said above the form.</param>
internal sealed class FormErrors(params string[] shown)
{
    private readonly HashSet<string> fields = new(shown, StringComparer.Ordinal);
    private readonly Dictionary<string, string> sentences = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the form as a whole.</summary>
    public string? Form { get; private set; }

    public string? For(string field) => sentences.GetValueOrDefault(field);

    /// <summary>The form has these fields too, as it turned out once it was loaded.</summary>
    public void AddFields(IEnumerable<string> names) => fields.UnionWith(names);

    public void Show(Error error)
    {
        Clear();
        foreach (var (field, found) in error.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
        {
            if (fields.Contains(field)) sentences[field] = found[0];
            else Form ??= found[0];
        }

        if (sentences.Count == 0) Form ??= error.Message;
    }

    public void Forget(string field) => sentences.Remove(field);

    public void Clear()
    {
        sentences.Clear();
        Form = null;
    }
}
