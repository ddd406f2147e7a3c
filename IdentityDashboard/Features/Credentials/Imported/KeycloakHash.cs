using System.Text.Json;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>A password credential of a Keycloak realm export: JSON whose <c>secretData</c> and <c>credentialData</c> are JSON in text.</summary>
internal static class KeycloakHash
{
    public static ImportedHash? Read(string text)
    {
        if (!text.StartsWith('{')) return null;
        try
        {
            using var credential = JsonDocument.Parse(text);
            using var secret = JsonDocument.Parse(credential.RootElement.GetProperty("secretData").GetString()!);
            using var data = JsonDocument.Parse(credential.RootElement.GetProperty("credentialData").GetString()!);
            var name = data.RootElement.GetProperty("algorithm").GetString()!;
            if (!name.StartsWith("pbkdf2", StringComparison.Ordinal) || Pbkdf2Text.Algorithm(name["pbkdf2".Length..].TrimStart('-')) is not { } algorithm) return null;
            var rounds = data.RootElement.GetProperty("hashIterations").TryGetInt32(out var count) ? count : int.MaxValue;
            var (salt, hash) = (HashText.Base64(secret.RootElement.GetProperty("salt").GetString()!), HashText.Base64(secret.RootElement.GetProperty("value").GetString()!));
            return salt is null || hash is null ? null : new ImportedHash(algorithm, rounds, salt, hash);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException or NullReferenceException)
        {
            return null;
        }
    }
}
