using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>The API keys of the active environment, as far as one manages them.</summary>
public sealed partial class ApiKeysPage : IDisposable
{
    private ListLoader<Result<ApiKeyList>> list = default!;
    private LiveReload? live;
    private (Guid Environment, bool Ended)? loaded;
    private DateTimeOffset now;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>"1" shows those that don't work any more too.</summary>
    [SupplyParameterFromQuery] public string? Ended { get; set; }

    [Inject] private ApiKeyQueries Queries { get; set; } = default!;
    [Inject] private ApiKeyService Keys { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<ApiKeysPage> Log { get; set; } = default!;

    private bool ShowsEnded => Ended == "1";

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override void OnInitialized()
    {
        list = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.ApiKeys, ChangeTopic.Access], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override Task OnParametersSetAsync()
    {
        if (loaded == (Workspace.Active.EnvironmentId, ShowsEnded)) return Task.CompletedTask;
        loaded = (Workspace.Active.EnvironmentId, ShowsEnded);
        return LoadAsync();
    }

    private static string Counted(ApiKeyList keys)
    {
        var shown = keys.Keys.Count - keys.Working;
        return $"{Quantity.Of(keys.Working, "key works", "keys work")}{(shown > 0 && shown < keys.Ended ? $"; of the ended, the last {shown} are shown" : "")}.";
    }

    private Task<bool> LoadAsync(bool quiet = false)
    {
        var (actor, environment, ended) = (Workspace.Actor, Workspace.Active.EnvironmentId, ShowsEnded);
        now = Clock.GetUtcNow();
        return list.RunAsync(ct => Queries.ListAsync(actor, environment, ended, ct), quiet);
    }

    private void SetEnded(bool value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("ended", value ? "1" : null));

    private async Task CreateAsync()
    {
        await Dialogs.ShowAsync<CreateKeyDialog, string>(CreateKeyDialog.NewTitle);
        await LoadAsync(quiet: true);
    }

    private async Task RollAsync(ApiKeyRow key)
    {
        await Dialogs.ShowAsync<RollKeyDialog, string>(RollKeyDialog.TitleFor(key), With(nameof(RollKeyDialog.Key), key));
        await LoadAsync(quiet: true);
    }

    private async Task RenameAsync(ApiKeyRow key)
    {
        var name = await Dialogs.ShowAsync<RenameKeyDialog, string>(RenameKeyDialog.Title, With(nameof(RenameKeyDialog.Key), key));
        if (name is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show($"{key.Name} is {name} now");
    }

    private async Task RevokeAsync(ApiKeyRow key)
    {
        IReadOnlyList<string> consequences =
        [
            $"Every program that uses {key.Prefix}… is refused from its next call on",
            key.LastUsedAt is { } used ? $"It was last used {RelativeTimeText.Absolute(used)}" : "It was never used",
            $"Nothing is done with {key.Grant.RoleName} at {key.Grant.NodePath} by this key any more; what it did stays",
            "This can’t be undone: a program that still needs access needs a new key",
        ];
        if (!await Dialogs.ConfirmAsync($"Revoke {key.Name}", "It stops at once.", consequences, verb: "Revoke", danger: true)) return;
        var result = await Keys.RevokeAsync(Workspace.Actor, key.Id, CancellationToken.None);
        await LoadAsync(quiet: true);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else Toasts.Show($"{key.Name} revoked");
    }

    private static Dictionary<string, object?> With(string parameter, ApiKeyRow key) => new(StringComparer.Ordinal) { [parameter] = key };
}
