using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>
/// ASP.NET Core Identity's hasher, which also knows the hashes that people brought from other systems. A right password
/// against one of those asks for a hash of our own, as one with fewer rounds than ours does.
/// </summary>
internal sealed class UpgradingHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<object>(options)
{
    public override PasswordVerificationResult VerifyHashedPassword(object user, string hashedPassword, string providedPassword) => HashText.Read(hashedPassword).Hash switch
    {
        null => PasswordVerificationResult.Failed,
        { AspNetIdentity: { } own } => base.VerifyHashedPassword(user, own, providedPassword),
        var imported => ImportedHashCheck.Matches(imported, providedPassword) ? PasswordVerificationResult.SuccessRehashNeeded : PasswordVerificationResult.Failed,
    };
}
