using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Features.Credentials.Imported;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.Credentials.Imported;

public sealed class HashTextTests
{
    private const string Password = "correct horse battery";
    private static readonly byte[] Salt = "sixteen byte salt"u8[..16].ToArray();

    [Theory, InlineData(PasswordHasherCompatibilityMode.IdentityV2), InlineData(PasswordHasherCompatibilityMode.IdentityV3)]
    public void ASP_NET_Identity_can_be_kept_as_it_is(PasswordHasherCompatibilityMode mode)
    {
        var text = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { CompatibilityMode = mode })).HashPassword(this, Password);

        var hash = HashText.Read(text).Hash!;

        Assert.Equal(text, hash.AspNetIdentity);
        Verifies(hash);
    }

    [Theory]
    [InlineData("pbkdf2_sha256$1200$sixteen byte sal$", "sha256", 1200)]
    [InlineData("pbkdf2_sha1$1200$sixteen byte sal$", "sha1", 1200)]
    public void Django(string start, string digest, int rounds)
    {
        var hash = HashText.Read(start + Convert.ToBase64String(Derive(digest, rounds))).Hash!;

        Verifies(hash);
        Assert.Null(hash.AspNetIdentity);
    }

    [Fact]
    public void Passlib_and_Werkzeug()
    {
        Verifies(HashText.Read($"$pbkdf2-sha512$1200${Passlib(Salt)}${Passlib(Derive("sha512", 1200))}").Hash!);
        Verifies(HashText.Read($"$pbkdf2$1200${Passlib(Salt)}${Passlib(Derive("sha1", 1200))}").Hash!);
        Verifies(HashText.Read($"pbkdf2:sha256:1200$sixteen byte sal${Convert.ToHexStringLower(Derive("sha256", 1200))}").Hash!);
    }

    [Theory, InlineData("pbkdf2", "sha1"), InlineData("pbkdf2-sha256", "sha256"), InlineData("pbkdf2-sha512", "sha512")]
    public void Keycloak(string algorithm, string digest)
    {
        var secret = $$"""{"value": "{{Convert.ToBase64String(Derive(digest, 27500))}}", "salt": "{{Convert.ToBase64String(Salt)}}"}""";
        var data = $$"""{"hashIterations": 27500, "algorithm": "{{algorithm}}"}""";

        var hash = HashText.Read(System.Text.Json.JsonSerializer.Serialize(new { type = "password", secretData = secret, credentialData = data })).Hash!;

        Assert.Equal(27500, hash.Cost);
        Verifies(hash);
    }

    [Theory, InlineData("$2a$"), InlineData("$2b$"), InlineData("$2y$"), InlineData("{bcrypt}$2a$"), InlineData("bcrypt$$2b$")]
    public void Bcrypt(string start)
    {
        var hash = HashText.Read($"{start}10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy").Hash!;

        Assert.Equal((HashKind.Bcrypt, 10), (hash.Kind, hash.Cost));
        Assert.Equal("3ffb2afb035091e9a2cf86ce4dba8ed2", Convert.ToHexStringLower(hash.Salt));
        Assert.Equal("2a56c289e867f6bff89df23371ff3e34b6df377f678d8d", Convert.ToHexStringLower(hash.Hash));
    }

    [Theory]
    [InlineData("$scrypt$ln=14,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("scrypt$16384$saltsalt$8$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("scrypt:16384:8:1$saltsalt$0000000000000000000000000000000000000000000000000000000000000000")]
    public void Scrypt(string text)
    {
        var hash = HashText.Read(text).Hash!;

        Assert.Equal((HashKind.Scrypt, 16384, 8, 1, 32), (hash.Kind, hash.Cost, hash.BlockSize, hash.Parallelism, hash.Hash.Length));
        Assert.Equal("saltsalt", Encoding.UTF8.GetString(hash.Salt));
    }

    [Theory]
    [InlineData("pbkdf2_sha256$4000000000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2_sha256$0$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2_sha256$1000$salt$AAAA")]
    [InlineData("$2b$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy")]
    [InlineData("$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$scrypt$ln=99,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$scrypt$ln=16,r=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("scrypt$16384$saltsalt$8$4000000000$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Absurd_costs_and_damage_are_refused(string text)
    {
        var reading = HashText.Read(text);

        Assert.Null(reading.Hash);
        Assert.StartsWith("This password hash asks for more work", reading.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ASP_NET_Identity_without_padding_is_made_whole()
    {
        var text = new PasswordHasher<object>().HashPassword(this, Password);

        Assert.Equal(text, HashText.Read(text.TrimEnd('=')).Hash!.Text);
    }

    [Theory]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$6$salt$hash")]
    [InlineData("$2b$10$short")]
    [InlineData("pbkdf2_md5$1000$salt$AAAA")]
    [InlineData("{\"secretData\": 7}")]
    [InlineData("{\"secretData\": \"{}\", \"credentialData\": \"{\\\"algorithm\\\": null}\"}")]
    [InlineData("{\"secretData\": null}")]
    [InlineData("{")]
    [InlineData("AQAAAAIAAYagAAAAEAAA")]
    public void Anything_else_comes_without_a_password(string text) =>
        Assert.Equal(new HashReading(null, "This kind of password hash isn't supported, so the person is imported without a password."), HashText.Read(text));

    private static byte[] Derive(string digest, int rounds) => Rfc2898DeriveBytes.Pbkdf2(Password, Salt, rounds, new HashAlgorithmName(digest.ToUpperInvariant()), 32);

    private static string Passlib(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '.');

    private static void Verifies(ImportedHash hash)
    {
        var digest = hash.Kind switch { HashKind.Pbkdf2Sha1 => HashAlgorithmName.SHA1, HashKind.Pbkdf2Sha256 => HashAlgorithmName.SHA256, _ => HashAlgorithmName.SHA512 };

        Assert.Equal(Rfc2898DeriveBytes.Pbkdf2(Password, hash.Salt, hash.Cost, digest, hash.Hash.Length), hash.Hash);
    }
}
