using System.Text;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

/// <summary>Files to read: the samples of other products' exports, or text made up in a test.</summary>
internal static class Files
{
    public static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Stream Sample(string name) => File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Features", "Import", "Samples", name));

    public static Stream Text(string text, Encoding? encoding = null) => new MemoryStream((encoding ?? new UTF8Encoding(false)).GetBytes(text));

    public static async Task<ImportFile> OpenAsync(Stream stream, ReadingChoices? choices = null) =>
        await ImportFile.OpenAsync(stream, choices ?? ReadingChoices.Found, TestContext.Current.CancellationToken);

    public static Task<ImportFile> OpenTextAsync(string text, ReadingChoices? choices = null) => OpenAsync(Text(text), choices);

    public static async Task<List<SourceRow>> RowsAsync(ImportFile file)
    {
        var rows = new List<SourceRow>();
        await foreach (var row in file.RowsAsync(TestContext.Current.CancellationToken)) rows.Add(row);
        return rows;
    }

    public static async Task<List<SourceRow>> RowsOfAsync(string text) => await RowsAsync(await OpenTextAsync(text));

    /// <summary>A file read to its end as it maps by itself.</summary>
    public static async Task<ReadFile> ReadAsync(Stream stream, IReadOnlyDictionary<string, string>? attributes = null)
    {
        await using var closing = stream;
        var file = await OpenAsync(stream);
        var mapping = ColumnMapping.Guess(file, attributes ?? NoAttributes);
        var typing = new RowTyping(mapping, PasswordPolicy.Default with { Organisation = ["Acme"] });
        return new ReadFile(file, mapping, [.. (await RowsAsync(file)).Select(typing.Read)]);
    }
}

internal sealed record ReadFile(ImportFile File, ColumnMapping Mapping, IReadOnlyList<ImportRow> Rows)
{
    /// <summary>"email: E-mail" for each column that is taken.</summary>
    public IEnumerable<string> Mapped => Mapping.Targets.Zip(File.Columns).Where(m => m.First.Field != ImportField.None)
        .Select(m => $"{m.First.Key ?? ImportFields.Key(m.First.Field)}: {m.Second}");

    public ImportRow By(string email) => Rows.Single(r => r.Person.Email == email);
}
