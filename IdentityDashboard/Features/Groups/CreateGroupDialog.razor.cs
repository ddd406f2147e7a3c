using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Groups;

/// <summary>A name and the people in it, chosen by typing or by pasting their addresses.</summary>
public sealed partial class CreateGroupDialog
{
    private const string NameKey = "name";
    private const string MembersKey = "member_ids";
    private const int Offered = 20;
    private const int Listed = 5;

    private readonly FormErrors errors = new(NameKey, MembersKey);
    private readonly List<string> pastedUnknown = [];
    private IReadOnlyList<PersonChoice> members = [];
    private string? typedUnknown;
    private string name = "";
    private bool free;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private GroupService Groups { get; set; } = default!;
    [Inject] private GroupQueries Queries { get; set; } = default!;
    [Inject] private IPeopleDirectory People { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private bool IsDirty => name.Trim().Length > 0 || members.Count > 0;

    private IReadOnlyList<string> Unknown => typedUnknown is null ? pastedUnknown : [.. pastedUnknown.Append(typedUnknown).Distinct(StringComparer.OrdinalIgnoreCase)];

    private void ChangeName(string? value)
    {
        (name, free) = (value ?? "", false);
        errors.Forget(NameKey);
    }

    private async Task CheckNameAsync()
    {
        var typed = name;
        if (typed.Trim().Length == 0) return;
        var taken = await Queries.NameTakenAsync(Workspace.Actor, typed, CancellationToken.None);
        if (typed != name) return;
        free = !taken;
        if (taken) errors.Show(GroupErrors.Exists);
    }

    private void SetMembers(IReadOnlyList<PersonChoice> chosen)
    {
        members = chosen;
        errors.Forget(MembersKey);
    }

    private async Task<IReadOnlyList<PersonChoice>> SearchAsync(string text, CancellationToken ct)
    {
        var found = await People.SearchAsync(Workspace.Actor, text, Offered, ct);
        ct.ThrowIfCancellationRequested();
        typedUnknown = found.Count == 0 && EmailAddress.TryParse(text, out var address, out _) ? address.Display : null;
        StateHasChanged();
        return found;
    }

    /// <summary>Chooses those who are here; the others are named, so that they can be invited.</summary>
    private async Task PasteAsync(string text)
    {
        var addresses = AddressParser.Parse(text)
            .Select(chip => (chip.Address, Ok: EmailAddress.TryParse(chip.Address, out var email, out _), Email: email)).ToList();
        var known = await People.FindByEmailAsync(Workspace.Actor, [.. addresses.Where(a => a.Ok).Select(a => a.Email.Normalized)], CancellationToken.None);
        members = [.. members.Concat(known.Values).DistinctBy(person => person.Id)];
        pastedUnknown.AddRange(addresses.Where(a => !a.Ok || !known.ContainsKey(a.Email.Normalized)).Select(a => a.Address).Except(pastedUnknown, StringComparer.OrdinalIgnoreCase));
        errors.Forget(MembersKey);
        StateHasChanged();
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        var result = await Groups.CreateAsync(Workspace.Actor, name, [.. members.Select(m => m.Id)], CancellationToken.None);
        if (result.Error is { } refusal)
        {
            errors.Show(refusal);
            return;
        }

        Toasts.Show($"Group {result.Value.Name} is created.");
        Dialogs.Close(result.Value);
    }
}
