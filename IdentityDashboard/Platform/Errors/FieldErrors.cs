namespace IdentityDashboard.Platform.Errors;

/// <summary>Collects what is wrong with an input, field by field, so that all of it can be shown at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    public bool Any => _fields.Count > 0;

    public void Add(string field, string? message)
    {
        if (message is null) return;
        if (!_fields.TryGetValue(field, out var list)) _fields[field] = list = [];
        list.Add(message);
    }

    /// <summary>Takes over what another check found wrong.</summary>
    public void Add(Error? other)
    {
        foreach (var (field, messages) in other?.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
        {
            foreach (var message in messages) Add(field, message);
        }
    }

    public Error ToError() => CommonErrors.Invalid(_fields.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal));
}
