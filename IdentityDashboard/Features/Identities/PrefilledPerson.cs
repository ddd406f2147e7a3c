using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Identities;

/// <summary>An address, perhaps with a name, as it goes along from one dialog to its sister: <c>Pat Lee &lt;pat@example.com&gt;</c>.</summary>
internal static class PrefilledPerson
{
    public static string? Write(string email, string first, string last)
    {
        var name = PersonName.Join(first.Trim(), last.Trim());
        return email.Trim().Length == 0 ? null : name.Length == 0 ? email.Trim() : $"{name} <{email.Trim()}>";
    }

    public static (string Email, string First, string Last) Read(string? prefill)
    {
        if (string.IsNullOrWhiteSpace(prefill) || AddressParser.Parse(prefill) is not [var chip, ..]) return ("", "", "");
        var (first, last) = PersonName.Split(chip.Name);
        return (chip.Address, first, last);
    }
}
