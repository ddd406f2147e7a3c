using IdentityDashboard.Platform;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Builds the link from the configured public URL, never from a request (A14).</summary>
internal sealed class InvitationLinks(IOptions<PublicUrlOptions> options)
{
    public string For(string token) => $"{options.Value.Base}/invitations/accept/{token}";
}
