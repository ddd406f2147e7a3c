using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>The record, read or edited, and a glance at roles and groups.</summary>
public sealed partial class IdentityPageOverview
{
    private const int Most = 5;

    private bool editing;
    private bool focusEdit;

    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public IReadOnlyList<HeldRole> Roles { get; set; } = [];
    [Parameter] public IReadOnlyList<PersonGroup> Groups { get; set; } = [];

    /// <summary>The account's attributes.</summary>
    [Parameter] public IReadOnlyList<AttributeField> Fields { get; set; } = [];
    [Parameter] public EventCallback OnChanged { get; set; }

    private bool IsLocal => Person.Source == Identity.LocalSource;

    private bool MayEdit => Person.MayManage && IsLocal;

    private string WhyReadOnly => IdentityWords.WhyReadOnly(Person);

    private DateTimeOffset? LastSeen => Person.LastSeenAt == Identity.NeverSeen ? null : Person.LastSeenAt;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusEdit) return;
        focusEdit = false;
        await Script.FocusAsync("#edit-person");
    }

    private static string Or(string? value, string none) => string.IsNullOrEmpty(value) ? none : value;

    private string TabUrl(string tab) => Navigation.GetUriWithQueryParameter("tab", tab);

    private async Task CopyIdAsync()
    {
        if (await Script.CopyAsync(Person.Id.ToString())) Toasts.Show("user_id copied");
        else Toasts.ShowError("The browser didn’t allow copying. Select the id and press Ctrl+C.");
    }

    private async Task SavedAsync()
    {
        (editing, focusEdit) = (false, true);
        await OnChanged.InvokeAsync();
        Toasts.Show($"{Person.FullName} saved");
    }
}
