using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>What a column holds, judged by its values: for files without a header, and for an address column under an unknown name.</summary>
internal static class ValueKinds
{
    public static bool IsAddress(string value) => value.Contains('@', StringComparison.Ordinal) && EmailAddress.TryParse(value, out _, out _);

    /// <param name="values">Of one column.</param>
    public static ImportField Find(IReadOnlyList<string> values)
    {
        var filled = values.Where(v => !string.IsNullOrWhiteSpace(v)).ToList();
        if (filled.Count == 0) return ImportField.None;
        if (Most(filled, IsAddress)) return ImportField.Email;
        if (Most(filled, v => PhoneNumber.TryParse(v, out _))) return ImportField.Phone;
        if (Most(filled, v => HashText.Read(v).Hash is not null)) return ImportField.PasswordHash;
        if (Most(filled, v => Guid.TryParse(v, out _))) return ImportField.ExternalId;
        if (!Most(filled, IsName)) return ImportField.None;
        return Most(filled, v => v.Trim().Contains(' ', StringComparison.Ordinal)) ? ImportField.FullName : ImportField.FirstName;
    }

    private static bool IsName(string value) =>
        value.Length <= PersonName.MaxLength && value.Any(char.IsLetter) && !value.Any(char.IsDigit);

    private static bool Most(List<string> values, Predicate<string> test) => 2 * values.Count(v => test(v)) > values.Count;
}
