using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>Asks for a role by a flow; answers the sentence to show.</summary>
public sealed partial class RequestAccessDialog
{
    internal const string Title = "Request access";
    private const int UsualHours = 8;

    private readonly FormErrors errors = new(AccessRequestErrors.RoleField, AccessRequestErrors.NodeField, AccessRequestErrors.HoursField, AccessRequestErrors.ReasonField);
    private IReadOnlyList<SelectOption> roles = [];
    private IReadOnlyList<SelectOption> placeOptions = [];
    private PlaceChoices? places;
    private PlaceChoice? place;
    private string? role;
    private string? hours;
    private string? reason;
    private bool touched;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required MyFlow Flow { get; set; }

    [Inject] private RequestService Requests { get; set; } = default!;
    [Inject] private FlowPlaces Places { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private bool IsDirty => touched;

    private string? RoleName => roles.FirstOrDefault(r => r.Value == role)?.Text;

    private int Hours => int.TryParse(hours, NumberStyles.Integer, CultureInfo.InvariantCulture, out var found) ? found : 0;

    protected override async Task OnInitializedAsync()
    {
        roles = [.. Flow.Roles.Select(r => new SelectOption(r.Id.ToString(), r.Name))];
        hours = Math.Min(UsualHours, Flow.MaxHours).ToString(CultureInfo.InvariantCulture);
        if (roles.Count == 1) await LoadPlacesAsync(roles[0].Value);
    }

    private Task PickRoleAsync(string? id)
    {
        touched = true;
        errors.Forget(AccessRequestErrors.RoleField);
        return LoadPlacesAsync(id);
    }

    private async Task LoadPlacesAsync(string? id)
    {
        (role, place, places, placeOptions) = (id, null, null, []);
        if (!Guid.TryParse(id, out var roleId)) return;
        var found = await Places.FindAsync(Workspace.Actor, Flow.Id, roleId, text: null, CancellationToken.None);
        if (role != id) return;
        (places, placeOptions) = (found, [.. found.Places.Select(p => new SelectOption(p.Id.ToString(), p.Path))]);
        if (found is { More: false, Places: [var only] }) place = only;
    }

    private async Task<IReadOnlyList<PlaceChoice>> SearchAsync(string text, CancellationToken ct) =>
        Guid.TryParse(role, out var roleId) ? (await Places.FindAsync(Workspace.Actor, Flow.Id, roleId, text, ct)).Places : [];

    private void PickPlace(PlaceChoice? chosen)
    {
        (place, touched) = (chosen, true);
        errors.Forget(AccessRequestErrors.NodeField);
    }

    private void PickHours(string? value)
    {
        (hours, touched) = (value, true);
        errors.Forget(AccessRequestErrors.HoursField);
    }

    private void SetReason(string? value)
    {
        (reason, touched) = (value, true);
        errors.Forget(AccessRequestErrors.ReasonField);
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        var found = new Platform.Errors.FieldErrors();
        if (!Guid.TryParse(role, out var roleId)) found.Add(AccessRequestErrors.RoleField, "Choose which role you need.");
        if (place is null) found.Add(AccessRequestErrors.NodeField, "Choose where you need it.");
        if (found.Any)
        {
            errors.Show(found.ToError());
            return;
        }

        var result = await Requests.RequestAsync(Workspace.Actor, new WantedAccess(Flow.Id, roleId, place!.Id, Hours, reason), CancellationToken.None);
        if (result.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close(result.Value == RequestState.Approved ? $"You have {RoleName} at {place.Path}" : $"{RoleName} at {place.Path} requested");
    }
}
