using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Audit;

/// <summary>All facets at once; the one that was chosen in the menu has the focus. Answers with the new place.</summary>
public sealed partial class AuditFilterDialog
{
    public const string Actor = "actor";
    public const string About = "about";
    public const string Action = "action";
    public const string Dates = "dates";

    private static readonly List<SelectOption> Known =
        [.. AuditGroups.All.SelectMany(g => AuditSentence.ActionsOf(g.Group).Order(StringComparer.Ordinal).Select(a => new SelectOption(a, a, g.Name)))];

    private IReadOnlyList<AuditSubject> actors = [];
    private IReadOnlyList<AuditSubject> targets = [];
    private string? action;
    private string? from;
    private string? to;
    private string? fromError;

    [Inject] private AuditNames Names { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter] public WorkspaceContext? Workspace { get; set; }

    [Parameter, EditorRequired] public required AuditPlace Place { get; set; }
    [Parameter] public string Field { get; set; } = Actor;
    [Parameter] public string? ActorName { get; set; }
    [Parameter] public string? TargetName { get; set; }

    /// <summary>A link may name an action this version doesn't know: it stays chosen.</summary>
    private IReadOnlyList<SelectOption> Choices => action is null or "" || AuditSentence.Knows(action) ? Known : [.. Known, new SelectOption(action, action)];

    protected override void OnInitialized()
    {
        (action, from, to) = (Place.Action, Place.From, Place.To);
        if (Place.ActorId is { } acting) actors = [new AuditSubject("", acting, ActorName ?? "Not in the record")];
        if (Place.TargetId is { } about) targets = [new AuditSubject("", about, TargetName ?? "Not in the record")];
    }

    /// <summary>One at a time: another choice takes its place.</summary>
    private static List<AuditSubject> LastOf(IReadOnlyList<AuditSubject> chosen) => [.. chosen.TakeLast(1)];

    private Task<IReadOnlyList<AuditSubject>> FindActorsAsync(string text, CancellationToken ct) => Names.ActorsAsync(Workspace!.Actor, text, ct);

    private Task<IReadOnlyList<AuditSubject>> FindTargetsAsync(string text, CancellationToken ct) => Names.TargetsAsync(Workspace!.Actor, text, ct);

    private void Submit()
    {
        var place = Place with
        {
            Actor = actors is [var acting] ? (acting.Id == Guid.Empty ? AuditPlace.System : acting.Id.ToString()) : null,
            Target = targets is [var about] ? about.Id.ToString() : null,
            Action = Given(action),
            Kind = Given(action) is null ? Place.Kind : null,
            From = Given(from),
            To = Given(to),
            When = Given(from) is null && Given(to) is null ? Place.When : null,
        };
        fromError = place.FirstDay > place.LastDay ? "The first day is after the last." : null;
        if (fromError is null) Dialogs.Close(place);
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
