using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Recovery;

/// <summary>Gives somebody a way to set a password: by mail, or handed over as a link or six digits.</summary>
public sealed partial class RecoveryCard
{
    private static readonly IReadOnlyList<SelectOption> Lifetimes = [.. RecoveryLink.Lifetimes.Select(l => new SelectOption(Key(l), Words(l)))];

    private string? lifetime = Key(RecoveryLink.AdministratorLifetime);
    private RecoveryHandover? handed;
    private string? refusal;
    private bool busy;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public Guid PersonId { get; set; }
    [Parameter, EditorRequired] public string FirstName { get; set; } = "";
    [Parameter, EditorRequired] public string FullName { get; set; } = "";
    [Parameter, EditorRequired] public string Email { get; set; } = "";

    /// <summary>Why it can't be done now, in place of the buttons.</summary>
    [Parameter] public RenderFragment? Blocked { get; set; }

    private TimeSpan Lifetime => TimeSpan.FromHours(int.Parse(lifetime!, CultureInfo.InvariantCulture));

    private static string Key(TimeSpan lifetime) => ((int)lifetime.TotalHours).ToString(CultureInfo.InvariantCulture);

    private static string Words(TimeSpan lifetime) => lifetime.TotalHours <= 24 ? Quantity.Of((int)lifetime.TotalHours, "hour") : Quantity.Of((int)lifetime.TotalDays, "day");

    private Task SendAsync() => OnceAsync(async () =>
    {
        var sent = await Recovery.SendLinkAsync(Workspace.Actor, PersonId, Lifetime, CancellationToken.None);
        (handed, refusal) = (null, sent.Error?.Message);
        if (sent.Succeeded) Toasts.Show($"Reset link on its way to {Email}");
    });

    private Task ShowAsync() => OnceAsync(async () =>
    {
        var made = await Again.TryAsync(Workspace.Actor, () => Recovery.HandOverAsync(Workspace.Actor, PersonId, Lifetime, CancellationToken.None));
        (handed, refusal) = (made.Succeeded ? made.Value : null, made.Error?.Message);
    });

    private async Task OnceAsync(Func<Task> act)
    {
        if (busy) return;
        busy = true;
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }
}
