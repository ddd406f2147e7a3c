using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>What other products and languages call the fields we take; better names come first.</summary>
internal static class HeaderNames
{
    private static readonly FrozenDictionary<string, (ImportField Field, int Rank)> Known = Build(
        (ImportField.Email, "email, email address, mail, e-mail address, primary email, user principal name, username, user name, login, upn, emailová adresa, correo, correo electrónico, adresse e-mail, courriel, adres e-mail, e-mail-adresse"),
        (ImportField.FirstName, "first name, given name, given, forename, jméno, křestní jméno, meno, imię, imie, keresztnév, vorname, prénom, nombre, nome, voornaam"),
        (ImportField.LastName, "last name, family name, surname, sn, příjmení, priezvisko, nazwisko, vezetéknév, nachname, familienname, nom de famille, apellido, apellidos, cognome, achternaam"),
        (ImportField.FullName, "full name, name, display name, common name, cn, celé jméno, jméno a příjmení, vollständiger name, nom complet, nombre completo"),
        (ImportField.Phone, "phone, phone number, mobile, mobile phone, mobile number, cell phone, telephone, telephone number, primary phone, work phone, office phone, home phone, phones, attributes phones, user metadata phone, telefon, telefonní číslo, mobil, téléphone, teléfono"),
        (ImportField.ExternalId, "external id, user id, id, object id, immutable id, employee id, employee number, personnel number, osobní číslo, personalnummer, mitarbeiternummer"),
        (ImportField.Groups, "groups, group, group names, member of, teams, skupiny, gruppen, groupes, grupos"),
        (ImportField.Role, "role, role id, role name"),
        (ImportField.Node, "node, node id, node name, node path"),
        (ImportField.Password, "password, initial password, temporary password, password profile, heslo"),
        (ImportField.PasswordHash, "password hash, hashed password, password digest, hash, credentials"));

    public static bool IsKnown(string header) => Find(header) is not null;

    /// <summary>Entra writes <c>First name [givenName]</c>: the name in brackets says it best; Google <c>Password [Required]</c>: there the rest does.</summary>
    public static (ImportField Field, int Rank)? Find(string header) => Spellings(header).Select(Exact).FirstOrDefault(found => found is not null);

    /// <summary>What a heading may mean, the likeliest first.</summary>
    public static IReadOnlyList<string> Spellings(string header)
    {
        var (from, to) = (header.IndexOf('[', StringComparison.Ordinal), header.IndexOf(']', StringComparison.Ordinal));
        return from >= 0 && to > from ? [header[(from + 1)..to], header[..from]] : [header];
    }

    /// <summary>Letters and digits in lower case without accents: <c>E-mail</c>, <c>e_mail</c> and <c>EMAIL</c> are one.</summary>
    public static string Normalize(string header)
    {
        var text = new StringBuilder(header.Length);
        foreach (var c in header.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The same for every file with these columns in this order, so that a mapping can be remembered.</summary>
    public static string Fingerprint(IReadOnlyList<string> columns) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(Normalize)))))[..32];

    private static (ImportField Field, int Rank)? Exact(string header) =>
        header.Length <= 200 && header.Length > 0 && Known.TryGetValue(Normalize(header), out var found) ? found : null;

    private static FrozenDictionary<string, (ImportField, int)> Build(params (ImportField Field, string Names)[] fields)
    {
        var known = new Dictionary<string, (ImportField, int)>(StringComparer.Ordinal);
        foreach (var (field, names) in fields)
        {
            foreach (var (rank, name) in names.Split(", ").Index()) known.TryAdd(Normalize(name), (field, rank));
        }

        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
