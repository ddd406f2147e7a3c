using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Workspace;

/// <summary>
/// Who is signed in and where they work. The layout cascades it to every page once it is loaded, so pages never see
/// it empty; after a change of environment or rights the layout cascades a new one.
/// </summary>
/// <param name="ChooseEnvironment">Switches to another environment and reloads what is shown.</param>
/// <param name="OpenGuide">Opens the Setup Guide slide-out.</param>
public sealed record WorkspaceContext(Actor Actor, WorkspaceView View, Func<Guid, Task> ChooseEnvironment, Func<Task> OpenGuide)
{
    /// <summary>The active environment. Pages under Access Control open only when there is one.</summary>
    public WorkspaceChoice Active => View.Active ?? throw new InvalidOperationException("No environment is active.");
}
