using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Attributes;

/// <summary>The account's attributes, for Owners: added, edited, put in order, deleted.</summary>
public sealed partial class AttributeList : IDisposable
{
    private IReadOnlyList<AttributeField>? fields;
    private IReadOnlyDictionary<Guid, CappedCount> counts = new Dictionary<Guid, CappedCount>();
    private LiveReload? live;
    private string? moved;
    private string? focus;
    private bool failed;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private AttributeService Service { get; set; } = default!;
    [Inject] private AttributeQueries Queries { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ILogger<AttributeList> Log { get; set; } = default!;

    public void Dispose() => live?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Settings], InvokeAsync, LoadAsync);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus is null) return;
        var selector = focus;
        focus = null;
        await Script.FocusAsync(selector);
    }

    private static IEnumerable<string> FlagsOf(AttributeField field)
    {
        if (field.IsRequired) yield return "Required";
        if (field.IsUnique) yield return "Unique";
        if (field.IsSearchable) yield return "Searchable";
    }

    private string PeopleText(AttributeField field) => !counts.TryGetValue(field.Id, out var count) ? ""
        : count.More ? $"{count} people" : count.Value == 0 ? "Nobody has one yet" : Quantity.Of(count.Value, "person", "people");

    private async Task LoadAsync()
    {
        try
        {
            fields = await Queries.DefinitionsAsync(Workspace.Actor, CancellationToken.None);
            failed = false;
            StateHasChanged();
            counts = await Queries.CountsAsync(Workspace.Actor, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.LogError(e, "The attributes of account {Account} could not be loaded", Workspace.Actor.AccountId);
            failed = fields is null;
        }

        StateHasChanged();
    }

    private async Task AddAsync()
    {
        if (await ShowAsync("Add attribute", null) is not { } label) return;
        await LoadAsync();
        Toasts.Show($"{label} is added");
    }

    private async Task EditAsync(AttributeField field)
    {
        if (await ShowAsync($"Edit {field.Label}", field) is not { } label) return;
        await LoadAsync();
        Toasts.Show($"{label} saved");
    }

    private Task<string?> ShowAsync(string title, AttributeField? field) => Dialogs.ShowAsync<AttributeDialog, string>(title, new Dictionary<string, object?>
    {
        [nameof(AttributeDialog.Actor)] = Workspace.Actor, [nameof(AttributeDialog.Field)] = field,
    });

    private async Task MoveAsync(AttributeField field, bool up)
    {
        var result = await Service.MoveAsync(Workspace.Actor, field.Id, up, CancellationToken.None);
        await LoadAsync();
        if (!result.Succeeded)
        {
            Toasts.ShowError(result.Error!.Message);
            return;
        }

        var place = fields!.Select((f, i) => (f, i)).FirstOrDefault(f => f.f.Id == field.Id).i;
        moved = $"{field.Label} is now number {place + 1} of {fields!.Count}";
        // The button just used may have nowhere further to go.
        var end = up ? place == 0 : place == fields.Count - 1;
        focus = $"#{(up == end ? "down" : "up")}-{field.Key}";
    }

    private async Task DeleteAsync(AttributeField field)
    {
        var count = (await Queries.CountsAsync(Workspace.Actor, CancellationToken.None)).GetValueOrDefault(field.Id);
        IReadOnlyList<string> consequences =
        [
            count.Value == 0 ? "Nobody has a value, so nothing is lost" : $"{(count.More ? $"{count} people lose" : Quantity.Of(count.Value, "person loses", "people lose"))} what their record says there, for good",
            "It leaves every form, page and filter; saved views stop filtering by it",
            .. field.IsSearchable ? ["Search finds nobody by it any more"] : Array.Empty<string>(),
        ];
        if (!await Dialogs.ConfirmAsync($"Delete {field.Label}", "The attribute goes together with all its values. This can’t be undone.", consequences, verb: "Delete", danger: true)) return;
        var result = await Service.DeleteAsync(Workspace.Actor, field.Id, CancellationToken.None);
        await LoadAsync();
        if (result.Succeeded) Toasts.Show($"{field.Label} deleted");
        else Toasts.ShowError(result.Error!.Message);
        focus = "#add-attribute";
    }
}
