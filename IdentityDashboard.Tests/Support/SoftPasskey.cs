using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Platform;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Support;

/// <summary>
/// An authenticator with one discoverable passkey (ES256, no attestation), written from WebAuthn's text: it answers what a
/// browser would be asked.
/// </summary>
internal sealed class SoftPasskey(string home) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private string userHandle = "";

    /// <summary>For pages of this app.</summary>
    public static SoftPasskey For(TestApp app) => new(app.Service<IOptions<PublicUrlOptions>>().Value.Base);

    /// <summary>Counts up with each answer, as the counters of security keys do; zero stays zero.</summary>
    public uint Counter { get; set; } = 1;

    public bool Verifies { get; init; } = true;

    /// <summary>Where the browser says it is.</summary>
    public string Origin { get; init; } = new Uri(home).GetLeftPart(UriPartial.Authority);

    public void Dispose() => key.Dispose();

    public string Create(string options)
    {
        using var asked = JsonDocument.Parse(options);
        userHandle = asked.RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var data = ClientData("webauthn.create", asked);
        var point = key.ExportParameters(false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] auth = [.. Authenticator(HasCredential), .. new byte[16], 0, (byte)id.Length, .. id, .. cose];
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x58, (byte)auth.Length, .. auth];
        return Answer(new { clientDataJSON = Url(data), attestationObject = Url(attestation), transports = new[] { "internal" } });
    }

    public string Get(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var data = ClientData("webauthn.get", asked);
        if (Counter > 0) Counter++;
        var auth = Authenticator(0);
        var signature = key.SignData([.. auth, .. SHA256.HashData(data)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new { clientDataJSON = Url(data), authenticatorData = Url(auth), signature = Url(signature), userHandle });
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private byte[] Authenticator(byte more)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(new Uri(home).Host)), (byte)(UserPresent | (Verifies ? UserVerified : 0) | more), .. counter];
    }

    private byte[] ClientData(string type, JsonDocument asked) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type, challenge = asked.RootElement.GetProperty("challenge").GetString(), origin = Origin, crossOrigin = false,
    });

    private string Answer(object response) => JsonSerializer.Serialize(new { id = Url(id), rawId = Url(id), type = "public-key", response, clientExtensionResults = new { } });
}
