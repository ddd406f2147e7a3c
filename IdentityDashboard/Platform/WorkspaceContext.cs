namespace IdentityDashboard.Platform;

public enum EnvironmentKind
{
    Development,
    Production,
}

/// <summary>An environment to work in, with the application it belongs to.</summary>
public sealed record WorkspaceChoice(Guid ApplicationId, string ApplicationName, Guid EnvironmentId, string EnvironmentName, EnvironmentKind Kind, Guid RootNodeId);

/// <summary>Where an administrator works, what they may open there, and what they chose for themselves.</summary>
/// <param name="Held">The dashboard permissions held at the root of the active environment.</param>
/// <param name="CanAdminister">Whether any page of the dashboard opens for them; who may nothing lands on My account.</param>
public sealed record WorkspaceView(
    Guid AccountId, string AccountName, string AccountSlug, Guid? FirstAdministratorId, WorkspaceChoice? Active, IReadOnlyList<WorkspaceChoice> Choices,
    bool IsOwner, IReadOnlySet<string> Held, bool CanAdminister, bool GuideDismissed, IReadOnlySet<string> GuideSkipped)
{
    /// <summary>Shortcuts of one key are off (U3).</summary>
    public bool NoSingleKeys { get; init; }

    /// <summary>The dashboard permissions held at some node of the active environment, the root included.</summary>
    public IReadOnlySet<string> HeldSomewhere { get => field ?? Held; init; }

    /// <summary>Path of the account's logo; null without one.</summary>
    public string? LogoPath { get; init; }

    /// <summary>They may ask for access somewhere; in environments they otherwise see nothing of too.</summary>
    public bool MayRequest { get; init; }

    /// <summary>They may decide requests somewhere.</summary>
    public bool MayApprove { get; init; }

    public bool Can(string permission) => Held.Contains(permission);

    /// <summary>What to call an environment: with several applications its name alone says too little.</summary>
    /// <param name="name">Of one that isn't among the choices.</param>
    public string NameOf(Guid environmentId, string name) =>
        Choices.DistinctBy(c => c.ApplicationId).Count() > 1 && Choices.FirstOrDefault(c => c.EnvironmentId == environmentId) is { } choice
            ? $"{choice.ApplicationName} / {choice.EnvironmentName}" : name;

    /// <summary>Somewhere in the active environment: a page then shows the part that lies there.</summary>
    public bool CanSomewhere(string permission) => HeldSomewhere.Contains(permission);
}

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
