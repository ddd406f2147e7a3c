using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Groups;

/// <summary>Asks for a new name and answers it once it is saved.</summary>
public sealed partial class GroupPageRename
{
    private string? typed;
    private Error? refusal;

    [Inject] private GroupService Service { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [Parameter] public required Actor Actor { get; set; }
    [Parameter] public Guid Id { get; set; }
    [Parameter] public string Name { get; set; } = "";

    protected override void OnInitialized() => typed = Name;

    private async Task SaveAsync()
    {
        var result = await Service.RenameAsync(Actor, Id, typed ?? "", CancellationToken.None);
        refusal = result.Error;
        if (result.Succeeded) Dialogs.Close(typed!.Trim());
    }
}
