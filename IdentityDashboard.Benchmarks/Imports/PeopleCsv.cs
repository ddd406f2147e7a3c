using System.Globalization;
using System.Security.Cryptography;
using IdentityDashboard.Benchmarks.Writes;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>A file of people with password hashes, as a system that is left writes it: nobody in it twice.</summary>
internal static class PeopleCsv
{
    private const string Header = "email,first_name,last_name,phone,external_id,password_hash";

    /// <summary>ASP.NET Core Identity's format 3: HMAC-SHA512, 210,000 rounds, a salt of 16 bytes.</summary>
    private static readonly byte[] HashHead = [1, 0, 0, 0, 2, 0, 3, 52, 80, 0, 0, 0, 16];

    private static readonly string[] First = ["Ada", "Bo", "Clara", "Dmitri", "Esther", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Katarina", "Liam", "Mona", "Nils", "Olga", "Priya"];
    private static readonly string[] Last = ["Andersson", "Becker", "Castellanos", "Dubois", "Eriksen", "Fischer", "Goldberg", "Horvath", "Ivanova", "Jensen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov"];

    /// <param name="series">Sets the people of one file apart from those of another.</param>
    public static async Task WriteAsync(string path, int rows, string series)
    {
        await using var text = new StreamWriter(path);
        await text.WriteLineAsync(Header);
        for (var n = 0; n < rows; n++) await text.WriteLineAsync(Line(n, series));
    }

    /// <summary>The address of a row, by which it is looked for.</summary>
    public static string Address(int n, string series) =>
        string.Create(CultureInfo.InvariantCulture, $"{First[n % First.Length].ToLowerInvariant()}.{Last[n / First.Length % Last.Length].ToLowerInvariant()}.{series}{n}@people.example");

    /// <summary>Read as the floor reads it: nothing is looked at.</summary>
    public static IEnumerable<FloorPerson> Read(string path, FloorPlace place) => File.ReadLines(path).Skip(1).Select(line =>
    {
        var cells = line.Split(',');
        return new FloorPerson(new SentPerson(cells[0], cells[1], cells[2], cells[3], cells[4], EmailVerified: false, Password: null), place, cells[5]);
    });

    private static string Line(int n, string series)
    {
        var hash = new byte[HashHead.Length + 48];
        HashHead.CopyTo(hash, 0);
        RandomNumberGenerator.Fill(hash.AsSpan(HashHead.Length));
        return string.Create(CultureInfo.InvariantCulture,
            $"{Address(n, series)},{First[n % First.Length]},{Last[n / First.Length % Last.Length]},+4420{7_946_0000 + (n % 10_000)},{series}-{n},{Convert.ToBase64String(hash)}");
    }
}
