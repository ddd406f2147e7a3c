namespace IdentityDashboard.Features.Credentials.Imported;

internal enum HashKind
{
    Pbkdf2Sha1,
    Pbkdf2Sha256,
    Pbkdf2Sha512,
    Bcrypt,
    Scrypt,
}

/// <summary>A password hash of another system, taken apart.</summary>
/// <param name="Cost">PBKDF2: rounds. bcrypt: the exponent of its rounds. scrypt: N.</param>
internal sealed record ImportedHash(HashKind Kind, int Cost, byte[] Salt, byte[] Hash)
{
    /// <summary>scrypt's r; 0 elsewhere.</summary>
    public int BlockSize { get; init; }

    /// <summary>scrypt's p; 0 elsewhere.</summary>
    public int Parallelism { get; init; }

    /// <summary>The text itself where it is ASP.NET Core Identity's own, which can be kept as it is.</summary>
    public string? AspNetIdentity { get; init; }

    /// <summary>The form it is stored in: one line, which <see cref="HashText"/> reads.</summary>
    public string Text => AspNetIdentity ?? Kind switch
    {
        HashKind.Bcrypt => BcryptText.Write(this),
        HashKind.Scrypt => ScryptText.Write(this),
        _ => Pbkdf2Text.Write(this),
    };
}

/// <param name="Hash">Null: no password is imported.</param>
/// <param name="Warning">Why not, as a sentence.</param>
internal sealed record HashReading(ImportedHash? Hash, string? Warning);
