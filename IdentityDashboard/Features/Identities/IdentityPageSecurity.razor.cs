using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>How a person signs in, and the link that lets them set a password.</summary>
public sealed partial class IdentityPageSecurity
{
    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }

    private (StatusKind Kind, string Text) Status => IdentityWords.Status(Person.State, Person.IsLocked);

    private DateTimeOffset? LastSeen => Person.LastSeenAt == Identity.NeverSeen ? null : Person.LastSeenAt;

    private string? StateText => Person.State switch
    {
        PrincipalState.Suspended => "Sign-in is refused until somebody activates them.",
        PrincipalState.Deactivated => "Sign-in is refused.",
        PrincipalState.Deleted => "Sign-in is refused; nothing of theirs counts.",
        _ => null,
    };
}
