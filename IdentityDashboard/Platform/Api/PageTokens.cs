using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Platform.Api;

/// <summary>
/// Where a page of a list begins, sealed: a token that was edited, made up, or taken from another list, filter or key
/// is refused (A41).
/// </summary>
internal sealed class PageTokens(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("api.page-token");

    /// <param name="list">What the token is good for: the list with its filters.</param>
    /// <returns>Null for no further page.</returns>
    public string? Seal(ApiCaller caller, string list, string? cursor) => cursor is null ? null : _seal.Protect($"{Binding(caller, list)}{cursor}");

    /// <returns>The cursor; null for the first page.</returns>
    public Result<string?> Open(ApiCaller caller, string list, string? token)
    {
        if (token is null) return (string?)null;
        try
        {
            var (open, binding) = (_seal.Unprotect(token), Binding(caller, list));
            return open.StartsWith(binding, StringComparison.Ordinal) ? (string?)open[binding.Length..] : ApiErrors.PageToken;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return ApiErrors.PageToken;
        }
    }

    private static string Binding(ApiCaller caller, string list) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Actor.AccountId} {caller.EnvironmentId} {list}")));
}
