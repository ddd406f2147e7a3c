namespace IdentityDashboard.Ui;

internal static class Css
{
    public static string Join(params ReadOnlySpan<string?> classes)
    {
        var joined = new List<string>(classes.Length);
        foreach (var name in classes)
        {
            if (!string.IsNullOrEmpty(name)) joined.Add(name);
        }

        return string.Join(' ', joined);
    }

    /// <summary>"Email addresses" becomes "email-addresses": a stable id for a field that was given none.</summary>
    public static string Slug(string label)
    {
        var slug = new string([.. label.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return slug.Trim('-');
    }
}
