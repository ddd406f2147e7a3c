using System.Data.Common;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.SetupGuide;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Overview;

public sealed partial class OverviewPage : IDisposable
{
    private OverviewFigures? figures;
    private GuideProgress? progress;
    private LiveReload? live;
    private bool failed;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private OverviewService Overview { get; set; } = default!;
    [Inject] private SetupGuideService Guide { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    /// <summary>One card for each thing somebody should look at.</summary>
    private IReadOnlyList<RenderFragment> Attention => [.. Cards()];

    public void Dispose() => live?.Dispose();

    protected override void OnInitialized() =>
        live = new LiveReload(Changes, Workspace.Actor.AccountId, Enum.GetValues<ChangeTopic>(), InvokeAsync, LoadAsync);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (Workspace.View.Active is not { } active) return;
        try
        {
            progress = await Guide.ProgressAsync(Workspace.Actor, Workspace.View, active, CancellationToken.None);
            figures = await Overview.FiguresAsync(Workspace.Actor, active, CancellationToken.None);
            failed = false;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            failed = true;
        }

        StateHasChanged();
    }

    private IEnumerable<RenderFragment> Cards()
    {
        if (figures is not { } f) yield break;
        if (f.Mail.Mode == MailMode.Unset)
        {
            yield return Card("mail", "Mail is not configured",
                f.Mail.Waiting == 0 ? "Invitations will be kept, not sent. You can still copy their links." : $"{f.Mail.Waiting} mails are kept, not sent. You can still copy the links of invitations.",
                "See what to set", "/settings");
        }

        if (f.Mail.Mode == MailMode.Devbox)
        {
            yield return Card("mail", "Mail stays in this app", "Nothing leaves the machine: open the mails and their links here. For real delivery set Mail__Mode.", "Open the mails", "/dev/mail");
        }

        if (f.Mail.Failed > 0)
        {
            yield return Card("alert", f.Mail.Failed == 1 ? "1 mail was not delivered" : $"{f.Mail.Failed} mails were not delivered",
                "The queue says why, in words.", "Open the queue", "/settings", bad: true);
        }

        if (f.Approvals > 0)
        {
            yield return Card("check", f.Approvals == 1 ? "1 approval waiting" : $"{f.Approvals} approvals waiting", "Somebody needs access and an access flow names you as an approver.", "Decide", "/access/requests");
        }

        if (f.Expiring > 0)
        {
            yield return Card("clock", f.Expiring == 1 ? "1 invitation expires within two days" : $"{f.Expiring} invitations expire within two days",
                "Send them again and their links work for another 7 days.", "Look at them", "/access/identities?status=invited");
        }
    }

    private static RenderFragment Card(string icon, string title, string text, string link, string href, bool bad = false) => builder =>
    {
        builder.OpenComponent<AttentionCard>(0);
        builder.AddComponentParameter(1, nameof(AttentionCard.Icon), icon);
        builder.AddComponentParameter(2, nameof(AttentionCard.Title), title);
        builder.AddComponentParameter(3, nameof(AttentionCard.Text), text);
        builder.AddComponentParameter(4, nameof(AttentionCard.Link), link);
        builder.AddComponentParameter(5, nameof(AttentionCard.Href), href);
        builder.AddComponentParameter(6, nameof(AttentionCard.Bad), bad);
        builder.CloseComponent();
    };
}
