using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.SetupGuide;

/// <summary>One thing to do, and whether the data says it is done.</summary>
/// <param name="Status">What there is now, in a few words: "3 invitations sent".</param>
/// <param name="Target">Selector of the control "Show me" highlights on <paramref name="Href"/>'s page.</param>
public sealed record GuideStep(string Key, string Title, string Status, bool Done, bool Skipped, string Why, string Where, string Button, string Href, string Target);

public sealed record GuideProgress(IReadOnlyList<GuideStep> Steps)
{
    /// <summary>Steps the data says are done; a skipped one isn't.</summary>
    public int Done => Steps.Count(s => s.Done);

    public int Total => Steps.Count;

    public bool AllDone => Done == Total;
}

/// <summary>
/// Computes the Setup Guide from what is there: people and roles beyond the first administrator, and invitations that
/// weren't revoked. Nothing is ticked by a click, so undoing the work unticks the step.
/// </summary>
internal sealed class SetupGuideService(IdentityStatistics people, InvitationQueries invitations, AccessQueries access)
{
    /// <summary>Counted at every change, on every open page: past this the exact number says no more.</summary>
    private const int Enough = 1_000;
    private const string IdentitiesPage = "/access/identities";

    public async Task<GuideProgress> ProgressAsync(Actor actor, WorkspaceView view, WorkspaceChoice active, CancellationToken ct)
    {
        var joined = await people.CountMembersAsync(actor.AccountId, active.ApplicationId, view.FirstAdministratorId, Enough, ct);
        var sent = await invitations.CountSentAsync(actor.AccountId, active.EnvironmentId, withRole: false, ct);
        var withRole = await access.PeopleWithRoleAsync(actor.AccountId, active.EnvironmentId, view.FirstAdministratorId, Enough, ct);
        var promised = await invitations.CountSentAsync(actor.AccountId, active.EnvironmentId, withRole: true, ct);
        return new GuideProgress(
        [
            new GuideStep("invite", "Invite identities", InviteStatus(joined, sent), joined + sent > 0, view.GuideSkipped.Contains("invite"),
                "Each person gets a mail with a link, sets a password and is in. Until then the invitation waits in the list.",
                "Identities", "Invite", IdentitiesPage, "#btn-invite"),
            new GuideStep("assign", "Assign roles to identities", AssignStatus(withRole, promised, active.EnvironmentName), withRole + promised > 0, view.GuideSkipped.Contains("assign"),
                "Until a person has a role at a node, being in the directory grants nothing. Give a role with the invitation.",
                "Identities", "Invite & Assign", IdentitiesPage, "#btn-invite-assign"),
        ]);
    }

    private static string InviteStatus(int joined, int sent) => (joined, sent) switch
    {
        (0, 0) => "Nobody is invited yet",
        (_, 0) => $"{Count(joined, "person is", "people are")} in",
        (0, _) => $"{Count(sent, "invitation", "invitations")} waiting",
        _ => $"{Count(joined, "person is", "people are")} in, {Count(sent, "invitation", "invitations")} waiting",
    };

    private static string AssignStatus(int withRole, int promised, string environment) => (withRole, promised) switch
    {
        (0, 0) => $"Nobody has a role in {environment} yet",
        (0, _) => $"{Count(promised, "role waits", "roles wait")} for an invitation to be accepted",
        _ => $"{Count(withRole, "person has", "people have")} a role in {environment}",
    };

    private static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : n >= Enough ? $"More than {Enough - 1} {many}" : $"{n.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {many}";
}
