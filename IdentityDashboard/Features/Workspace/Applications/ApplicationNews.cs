using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>Tells open pages that applications or environments came, went or are called otherwise: all of them show it somewhere.</summary>
internal sealed class ApplicationNews(ChangeFeed changes)
{
    private static readonly ChangeTopic[] Topics = [ChangeTopic.Settings, ChangeTopic.Access, ChangeTopic.Identities, ChangeTopic.Invitations, ChangeTopic.Groups];

    public void Publish(Guid accountId)
    {
        foreach (var topic in Topics) changes.Publish(accountId, topic);
    }
}
