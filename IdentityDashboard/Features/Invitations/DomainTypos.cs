namespace IdentityDashboard.Features.Invitations;

/// <summary>Notices a mistyped well-known mail domain: one slip away from it, but not it.</summary>
internal static class DomainTypos
{
    private static readonly string[] Known =
        ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "protonmail.com", "live.com", "msn.com", "aol.com", "gmx.de", "gmx.net", "web.de"];

    public static string? Suggest(string domain)
    {
        if (Known.Contains(domain, StringComparer.Ordinal)) return null;
        return Known.FirstOrDefault(known => Math.Abs(known.Length - domain.Length) <= 1 && Slips(domain, known) == 1);
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), up to 2.</summary>
    private static int Slips(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
