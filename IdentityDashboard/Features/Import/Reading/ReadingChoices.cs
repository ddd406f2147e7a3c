namespace IdentityDashboard.Features.Import.Reading;

public enum ImportFormat
{
    Csv,

    /// <summary>A JSON object a line, as Auth0 exports.</summary>
    Ndjson,

    /// <summary>An array of objects, or an object with an array <c>users</c>, as Keycloak exports.</summary>
    Json,
}

/// <summary>What the user says about a file instead of what was found; null leaves it to the finding.</summary>
/// <param name="Encoding">One of <see cref="TextEncodings.Names"/>.</param>
/// <param name="Delimiter">One of <see cref="CsvShape.Delimiters"/>.</param>
public sealed record ReadingChoices(ImportFormat? Format = null, string? Encoding = null, char? Delimiter = null, bool? HasHeader = null)
{
    public static readonly ReadingChoices Found = new();
}

/// <summary>How a file is read: what the first step of the wizard shows and lets change.</summary>
/// <param name="EncodingIsGuess">Nothing in the file says so for certain; look at the accented letters.</param>
/// <param name="Delimiter">Of CSV; null for other formats.</param>
public sealed record FileReading(ImportFormat Format, string Encoding, bool EncodingIsGuess, char? Delimiter, bool HasHeader);
