using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Whose end it is, with what the page knows of them.</summary>
public sealed record EndingPerson(Guid Id, string Name, string FirstName, bool IsOwner, int Groups);

/// <summary>Plans when somebody is off-boarded, or changes that, in the time zone of whoever plans it. Answers when it is.</summary>
public sealed partial class ScheduleEndDialog
{
    private const int MostRoles = 5;

    private readonly FormErrors errors = new(LifecycleErrors.AtField, LifecycleErrors.ReasonField);
    private LocalZone zone = LocalZone.Utc;
    private IReadOnlyList<HeldRole> roles = [];
    private IReadOnlyList<MadeKey> keys = [];
    private string? at;
    private string? reason;
    private bool endsKeys = true;

    [Parameter] public required Actor Actor { get; set; }
    [Parameter] public required EndingPerson Person { get; set; }

    /// <summary>What is planned so far.</summary>
    [Parameter] public PlannedEndView? End { get; set; }

    [Inject] private PlannedEndService Service { get; set; } = default!;
    [Inject] private VisibleRoles Roles { get; set; } = default!;
    [Inject] private IMadeKeys Keys { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    /// <returns>The name of the dialog, for its button too.</returns>
    internal static string TitleFor(string name) => $"Schedule the off-boarding of {name}";

    private bool IsDirty => at != zone.Write(End?.At) || (reason ?? "") != (End?.Reason ?? "") || endsKeys != (End?.EndsKeys ?? true);

    private string KeysHelp => keys.Count == 0 ? "They have made none that work now; this is for those they make until then." : "A key works on without its maker unless it is ended.";

    private IEnumerable<string> Consequences
    {
        get
        {
            yield return "They can’t sign in any more; open sessions end within 5 seconds, and reset links stop working";
            yield return RolesEnd();
            if (Person.IsOwner) yield return $"{Person.FirstName} stops being an Owner";
            yield return "Access they asked for and nobody has decided is called off";
            yield return Person.Groups == 0 ? "Their record stays" : $"{Quantity.Of(Person.Groups, "group membership")} and their record stay";
            yield return "They can be activated later; what ended stays ended";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        zone = await Script.ZoneAsync();
        (at, reason, endsKeys) = (zone.Write(End?.At), End?.Reason, End?.EndsKeys ?? true);
        keys = await Keys.ListAsync(Actor, Person.Id, CancellationToken.None);
        roles = [.. (await Roles.HeldByAsync(Actor, [Person.Id], environmentId: null, CancellationToken.None))[Person.Id].Where(r => r.ViaGroup is null)];
    }

    private string RolesEnd()
    {
        if (roles.Count == 0) return "There is no role of their own to end";
        var named = string.Join(", ", roles.Take(MostRoles).Select(r => $"{r.Grant.RoleName} at {r.Grant.NodePath} ({r.Grant.EnvironmentName})"));
        var more = roles.Count > MostRoles ? $" and {Quantity.Of(roles.Count - MostRoles, "more", "more")}" : "";
        return $"{Quantity.Of(roles.Count, "role")} {(roles.Count == 1 ? "ends" : "end")}: {named}{more}";
    }

    private void TypeAt(string? value)
    {
        at = value;
        errors.Forget(LifecycleErrors.AtField);
    }

    private void TypeReason(string? value)
    {
        reason = value;
        errors.Forget(LifecycleErrors.ReasonField);
    }

    private void SetKeys(bool value)
    {
        endsKeys = value;
        errors.Clear();
    }

    private async Task SaveAsync()
    {
        errors.Clear();
        var (moment, problem) = zone.Read(at);
        var refusal = problem is not null
            ? Error.Field("validation_failed", 422, LifecycleErrors.AtField, problem)
            : (await Service.PlanAsync(Actor, Person.Id, new WantedEnd(moment, reason, endsKeys), CancellationToken.None)).Error;
        if (refusal is not null) errors.Show(refusal);
        else Dialogs.Close(zone.Text(moment!.Value));
    }
}
