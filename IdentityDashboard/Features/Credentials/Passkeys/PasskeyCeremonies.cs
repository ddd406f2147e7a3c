using System.Security.Cryptography;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>What the browser is asked.</summary>
/// <param name="Options">JSON for <c>navigator.credentials</c>.</param>
/// <param name="State">The challenge, encrypted: comes back with the answer.</param>
public sealed record PasskeyChallenge(string Options, string State);

/// <summary>A passkey that proved to be its owner's, and what its challenge was.</summary>
internal sealed record PasskeyProof(PasskeyOwner Owner, UserPasskeyInfo Passkey, string Challenge);

/// <summary>
/// The two WebAuthn ceremonies, by ASP.NET Core's handler. Domain and origin are those of the configured address, never a
/// request's; the authenticator has to verify its user, so that a passkey is both factors.
/// </summary>
internal sealed class PasskeyCeremonies(PasskeyStore store, IOptions<PublicUrlOptions> urls, IDataProtectionProvider protection)
{
    private const string Root = "IdentityDashboard.Passkeys.v1";
    private const string Required = "required";

    /// <summary>So long a challenge can be answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly IOptions<IdentityOptions> NoOptions = Options.Create(new IdentityOptions());

    private readonly ITimeLimitedDataProtector _creating = protection.CreateProtector(Root, "create").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _asking = protection.CreateProtector(Root, "ask").ToTimeLimitedDataProtector();

    public async Task<PasskeyChallenge> CreationAsync(RecoveryPerson person)
    {
        var entity = new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.Email, DisplayName = person.FullName.Length == 0 ? person.Email : person.FullName };
        var made = await Handler().MakeCreationOptionsAsync(entity, Nowhere());
        return new PasskeyChallenge(made.CreationOptionsJson, _creating.Protect(made.AttestationState!, Lifetime));
    }

    /// <param name="owner">Null asks for any passkey of this site: the answer says whose it is (A19).</param>
    public async Task<PasskeyChallenge> RequestAsync(PasskeyOwner? owner)
    {
        var made = await Handler().MakeRequestOptionsAsync(owner, Nowhere());
        return new PasskeyChallenge(made.RequestOptionsJson, _asking.Protect(made.AssertionState!, Lifetime));
    }

    /// <summary>A new passkey of this person, or null.</summary>
    public async Task<UserPasskeyInfo?> AttestAsync(Guid identityId, string? state, string? credential)
    {
        if (Read(_creating, state) is not { } challenge || string.IsNullOrEmpty(credential)) return null;
        var done = await Handler().PerformAttestationAsync(new PasskeyAttestationContext { CredentialJson = credential, AttestationState = challenge, HttpContext = Nowhere() });
        return done.Succeeded && done.UserEntity.Id == identityId.ToString() && done.Passkey.IsUserVerified ? done.Passkey : null;
    }

    /// <summary>Null unless signature, challenge, origin and counter are right.</summary>
    public async Task<PasskeyProof?> AssertAsync(string? state, string? credential)
    {
        if (Read(_asking, state) is not { } challenge || string.IsNullOrEmpty(credential)) return null;
        var done = await Handler().PerformAssertionAsync(new PasskeyAssertionContext { CredentialJson = credential, AssertionState = challenge, HttpContext = Nowhere() });
        return done.Succeeded ? new PasskeyProof(done.User, done.Passkey, challenge) : null;
    }

    private static string? Read(ITimeLimitedDataProtector protector, string? state)
    {
        try
        {
            return string.IsNullOrEmpty(state) ? null : protector.Unprotect(state);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The handler would take domain and origin from a request; it is told both.</summary>
    private static DefaultHttpContext Nowhere() => new();

    private PasskeyHandler<PasskeyOwner> Handler()
    {
        var home = new Uri(urls.Value.Base);
        var options = new IdentityPasskeyOptions
        {
            ServerDomain = home.Host,
            UserVerificationRequirement = Required,
            ResidentKeyRequirement = Required,
            ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && string.Equals(origin.Origin, home.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)),
        };
        var people = new UserManager<PasskeyOwner>(store, NoOptions, null!, [], [], null!, null!, null!, NullLogger<UserManager<PasskeyOwner>>.Instance);
        return new PasskeyHandler<PasskeyOwner>(people, Options.Create(options));
    }
}
