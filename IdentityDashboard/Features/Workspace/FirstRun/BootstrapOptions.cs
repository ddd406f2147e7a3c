using System.Globalization;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Workspace.FirstRun;

/// <summary>Keys <c>Bootstrap__…</c>: the first administrator without anybody at the screen. Looked at only while the database is empty.</summary>
public sealed class BootstrapOptions
{
    public const string Section = "Bootstrap";

    public string? AccountName { get; set; }

    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    /// <summary>The key itself: 32 characters or more.</summary>
    public string? ApiKey { get; set; }

    internal bool IsGiven => !string.IsNullOrEmpty(AccountName) || !string.IsNullOrEmpty(AdminEmail) || !string.IsNullOrEmpty(AdminPassword) || !string.IsNullOrEmpty(ApiKey);

    /// <summary>"nora.lindqvist@x" is Nora Lindqvist; an address without two names becomes "Nora Admin", until edited.</summary>
    internal static (string First, string Last) NamesFrom(string email)
    {
        var local = email.Split('@')[0].Split('+')[0];
        var words = local.Split(['.', '-', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => new string([.. w.Where(char.IsLetter)])).Where(w => w.Length > 0)
            .Select(w => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(w.ToLowerInvariant())).ToList();
        return words switch
        {
            [] or ["Admin" or "Administrator"] => ("Account", "Admin"),
            [var only] => (Cut(only), "Admin"),
            [var first, .. var rest] => (Cut(first), Cut(string.Join(' ', rest))),
        };
    }

    private static string Cut(string name) => name.Length <= PersonName.MaxLength ? name : name[..PersonName.MaxLength];
}
