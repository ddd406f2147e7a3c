using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>The applications of the account with their environments, for Owners.</summary>
public sealed partial class ApplicationsPage : IDisposable
{
    private ListLoader<Result<IReadOnlyList<ApplicationRow>>> list = default!;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private ApplicationQueries Queries { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<ApplicationsPage> Log { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        list = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Settings, ChangeTopic.Identities], InvokeAsync, () => LoadAsync(quiet: true));
        return LoadAsync();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var actor = Workspace.Actor;
        await list.RunAsync(ct => Queries.ListAsync(actor, ct), quiet);
    }

    private async Task NameAsync(ApplicationRow? application, EnvironmentRow? environment)
    {
        var made = await Dialogs.ShowAsync<NameDialog, string>(NameDialog.TitleFor(application is not null, environment is null), new Dictionary<string, object?>
        {
            [nameof(NameDialog.Application)] = application, [nameof(NameDialog.Id)] = environment?.Id, [nameof(NameDialog.Name)] = environment?.Name,
        });
        if (made is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show(environment is null ? $"{made} is created. You find it in the switcher." : $"Renamed to {made}");
    }

    private async Task RenameAsync(ApplicationRow application, EnvironmentRow? environment)
    {
        if (environment is not null)
        {
            await NameAsync(application, environment);
            return;
        }

        var renamed = await Dialogs.ShowAsync<NameDialog, string>(NameDialog.TitleFor(isEnvironment: false, isNew: false), new Dictionary<string, object?>
        {
            [nameof(NameDialog.Id)] = application.Id, [nameof(NameDialog.Name)] = application.Name,
        });
        if (renamed is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show($"Renamed to {renamed}");
    }

    private async Task DeleteAsync(ApplicationRow application, EnvironmentRow? environment)
    {
        var (actor, ct) = (Workspace.Actor, CancellationToken.None);
        var going = await Task.Run(() => environment is null ? Queries.OfApplicationAsync(actor, application.Id, ct) : Queries.OfEnvironmentAsync(actor, environment.Id, ct));
        if (going.Error is { } refusal)
        {
            Toasts.ShowError(refusal.Message);
            return;
        }

        var (id, name) = environment is null ? (application.Id, application.Name) : (environment.Id, environment.Name);
        var deleted = await Dialogs.ShowAsync<DeletePlaceDialog, bool>(DeletePlaceDialog.TitleFor(environment is not null), new Dictionary<string, object?>
        {
            [nameof(DeletePlaceDialog.Id)] = id, [nameof(DeletePlaceDialog.Name)] = name, [nameof(DeletePlaceDialog.Going)] = going.Value,
            [nameof(DeletePlaceDialog.IsEnvironment)] = environment is not null,
        });
        if (!deleted) return;
        await LoadAsync(quiet: true);
        Toasts.Show($"{name} is deleted");
    }
}
