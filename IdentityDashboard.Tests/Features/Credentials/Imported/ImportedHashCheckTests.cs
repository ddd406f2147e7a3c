using System.Text;
using IdentityDashboard.Features.Credentials.Imported;

namespace IdentityDashboard.Tests.Features.Credentials.Imported;

/// <summary>The hashes are computed as published, and as other programs compute them.</summary>
public sealed class ImportedHashCheckTests
{
    private const string Password = "correct horse battery";

    /// <summary>RFC 6070, RFC 7914 section 11, and one for SHA-512 made by OpenSSL.</summary>
    [Theory]
    [InlineData(HashKind.Pbkdf2Sha1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6")]
    [InlineData(HashKind.Pbkdf2Sha1, "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")]
    [InlineData(HashKind.Pbkdf2Sha1, "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1")]
    [InlineData(HashKind.Pbkdf2Sha1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038")]
    [InlineData(HashKind.Pbkdf2Sha256, "passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")]
    [InlineData(HashKind.Pbkdf2Sha256, "Password", "NaCl", 80000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")]
    [InlineData(HashKind.Pbkdf2Sha512, "password", "salt", 4096, "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5")]
    internal void Pbkdf2_as_published(HashKind kind, string password, string salt, int rounds, string hash) =>
        Matches(new ImportedHash(kind, rounds, Encoding.UTF8.GetBytes(salt), Convert.FromHexString(hash)), password);

    /// <summary>RFC 7914, section 12. Its fourth takes a gigabyte, which no sign-in may.</summary>
    [Theory]
    [InlineData("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData("pleaseletmein", "SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void Scrypt_as_published(string password, string salt, int n, int r, int p, string hash) =>
        Matches(new ImportedHash(HashKind.Scrypt, n, Encoding.UTF8.GetBytes(salt), Convert.FromHexString(hash)) { BlockSize = r, Parallelism = p }, password);

    /// <summary>The vectors of crypt_blowfish and of jBCrypt, and what libxcrypt makes of letters beyond ASCII.</summary>
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored", "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui")]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("pässwörd €", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.a9MeHAB6wWWF48to3nd78PLrs6BFBci")]
    [InlineData("ääääääääääääääääääääääääääääääääääääääää", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.IqDKCc1ebLjHW4PmaaNvKR2QTjkEzTq")]
    public void Bcrypt_as_published(string password, string text) => Matches(HashText.Read(text).Hash!, password);

    /// <summary>Made by libxcrypt (bcrypt), Werkzeug and Node.js, the last written in passlib's and Keycloak's way.</summary>
    public static TheoryData<string> OfOtherPrograms => new(
        "$2b$06$N9qo8uLOickgx2ZMRZoMyeHeZfKH45w1ifY2deNgSwK435WnAcNrK",
        "{bcrypt}$2y$06$N9qo8uLOickgx2ZMRZoMyeHeZfKH45w1ifY2deNgSwK435WnAcNrK",
        "scrypt:16384:8:1$l6NTTqZGNQaC0WQU$d64bf320f74ed3c79abba156e6c92fbeab81cd204776e41f3082d30e6611e0e4566692329b03df15cb4b420eb37f9a2a1556e93c86ff32eedaa464a71c77c4fe",
        "$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$ebnHHTApWa0oNoXTYCCHxLXDaejcvcTRQhZaD1OJNCE",
        "pbkdf2:sha256:2000$PUGMfl2mzMPrLz80$173e82603194acdb0cb4e5f24499bd87df1c1687bbf0bd3a878bdd2c48009931",
        "pbkdf2:sha512:2000$WNLgzwcCujbr1PPu$dca8e0786155fe995f104209c436efb734efad6128e3f0e9210adddef1692139a21e8f697fe3a95b29f9a6b7ca6b26eb8b719775d7612f07a95526319989549f",
        "pbkdf2_sha1$20000$0123456789abcdef$Y8j5WJyBAN8iC24XBFmJXwlku/g=",
        """{"type": "password", "secretData": "{\"value\": \"b6d8nI3jKQfQGxSmGfyG42OTSAtX2ZrYDIO7bZ7DTd0=\", \"salt\": \"MDEyMzQ1Njc4OWFiY2RlZg==\"}", "credentialData": "{\"hashIterations\": 27500, \"algorithm\": \"pbkdf2-sha256\"}"}""",
        """{"type": "password", "secretData": "{\"value\": \"5td5jb7ZuAFFKk5UgqIc+uvm3eKfQJ0kI0fr9rx3QTFGT3WuPrHSRPWHfia3LEaTDhz+GKUAs4LKtvRA8gXq0w==\", \"salt\": \"MDEyMzQ1Njc4OWFiY2RlZg==\"}", "credentialData": "{\"hashIterations\": 27500, \"algorithm\": \"pbkdf2-sha512\"}"}""");

    [Theory, MemberData(nameof(OfOtherPrograms))]
    public void Hashes_of_other_programs_match_also_in_the_form_they_are_stored_in(string text)
    {
        var read = HashText.Read(text).Hash!;

        var stored = HashText.Read(read.Text).Hash!;

        Matches(read, Password);
        Matches(stored, Password);
        Assert.Equal(read.Text, stored.Text);
        Assert.Matches(@"^\$(2b|scrypt|pbkdf2-sha(1|256|512))\$[!-~]+$", read.Text);
    }

    private static void Matches(ImportedHash hash, string password)
    {
        Assert.True(ImportedHashCheck.Matches(hash, password));
        Assert.False(ImportedHashCheck.Matches(hash, $"not {password}"));
    }
}
