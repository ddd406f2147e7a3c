using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Groups;

/// <summary>Asks for a new name and answers it once it is saved. Who was renamed meanwhile is never renamed unseen.</summary>
public sealed partial class GroupPageRename
{
    private const string NameKey = "name";

    private EditMerge merge = default!;
    private string? typed;
    private string? seen;
    private Error? refusal;
    private bool asks;

    [Inject] private GroupService Service { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [Parameter] public required Actor Actor { get; set; }
    [Parameter] public Guid Id { get; set; }
    [Parameter] public string Name { get; set; } = "";

    protected override void OnInitialized()
    {
        typed = seen = Name;
        merge = new EditMerge(Field(Name));
    }

    private static Dictionary<string, string?> Field(string? name) => new(StringComparer.Ordinal) { [NameKey] = name };

    private async Task SaveAsync()
    {
        refusal = null;
        asks = !merge.IsSettled;
        if (asks) return;
        var result = await Service.RenameAsync(Actor, Id, typed ?? "", seen, CancellationToken.None);
        refusal = result.Error;
        if (result.Succeeded) Dialogs.Close(typed!.Trim());
        else if (refusal == GroupErrors.Changed) await MeetAsync();
    }

    private async Task MeetAsync()
    {
        if (await Service.NameNowAsync(Actor, Id, CancellationToken.None) is not { } now)
        {
            refusal = GroupErrors.NotFound;
            return;
        }

        typed = merge.Meet(Field(typed), Field(now.Name), _ => new FieldWords("Group name", name => name ?? "", now.By?.Who, now.By?.At))[NameKey];
        (seen, refusal) = (now.Name, null);
    }
}
