namespace IdentityDashboard.Platform.Security;

/// <summary>Keeps where to go after sign-in inside this app (A56).</summary>
public static class ReturnUrl
{
    public static string Local(string? wanted, string fallback = "/")
    {
        if (string.IsNullOrEmpty(wanted) || wanted[0] != '/' || wanted.Length > 2048) return fallback;
        if (wanted.Length > 1 && wanted[1] is '/' or '\\') return fallback;
        foreach (var c in wanted)
        {
            if (char.IsControl(c) || c == '\\') return fallback;
        }

        var decoded = Uri.UnescapeDataString(wanted);
        return decoded.Length > 1 && (decoded[1] is '/' or '\\' || decoded.Any(char.IsControl)) ? fallback : wanted;
    }
}
