using System.Reflection;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditSentenceTests
{
    private static readonly Guid Nora = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Pat = new("00000000-0000-0000-0000-000000000002");

    public static TheoryData<string> EveryAction() =>
        [.. typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory, MemberData(nameof(EveryAction))]
    public void Every_action_has_a_sentence_and_a_kind(string action)
    {
        var sentence = AuditSentence.For(Row(action));

        Assert.True(AuditSentence.Knows(action), $"{action} has no sentence");
        Assert.DoesNotContain(action, sentence.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", sentence.Text, StringComparison.Ordinal);
        Assert.Contains(sentence.Parts, p => p.Strong);
        Assert.Single(Enum.GetValues<AuditGroup>(), g => AuditSentence.ActionsOf(g).Contains(action));
    }

    [Fact]
    public void S93_An_invitation_names_who_whom_and_which_role_where()
    {
        var sentence = AuditSentence.For(Row(AuditActions.UserInvited, "pat@halden.example", new FieldChange("role", null, "Editor"), new FieldChange("node", null, "EMEA / Retail")));

        Assert.Equal("Nora Lindqvist invited pat@halden.example as Editor at EMEA / Retail", sentence.Text);
        Assert.Equal(["Nora Lindqvist", "pat@halden.example", "Editor"], sentence.Parts.Where(p => p.Strong).Select(p => p.Text));
    }

    [Fact]
    public void What_people_do_to_themselves_is_said_so()
    {
        var own = Row(AuditActions.PasswordChanged) with { TargetId = Nora, TargetName = "Nora Lindqvist" };
        var joined = Row(AuditActions.UserCreated) with { ActorKind = ActorKind.System, ActorId = Guid.Empty, ActorName = "Pat Lee" };

        Assert.Equal("Nora Lindqvist changed their password", AuditSentence.For(own).Text);
        Assert.Equal("Pat Lee joined", AuditSentence.For(joined).Text);
    }

    [Fact]
    public void U73_A_bulk_change_says_how_many_were_done_and_skipped()
    {
        var finished = Row(AuditActions.BulkFinished, "Suspend 1,204 people", new FieldChange("succeeded", null, "1200"), new FieldChange("skipped", null, "4"));
        var exported = Row(AuditActions.AuditExported, "Halden Group", new FieldChange("format", null, "csv"), new FieldChange("entries", null, "1942"));
        var removed = Row(AuditActions.AssignmentRemoved, "Pat Lee", new FieldChange("role", "Editor", null), new FieldChange("node", "EMEA / Retail", null));

        Assert.Equal("Nora Lindqvist finished Suspend 1,204 people: 1,200 done, 4 skipped", AuditSentence.For(finished).Text);
        Assert.Equal("Nora Lindqvist exported 1,942 entries of the audit as CSV", AuditSentence.For(exported).Text);
        Assert.Equal("Nora Lindqvist took the role Editor from Pat Lee at EMEA / Retail", AuditSentence.For(removed).Text);
        Assert.Equal("Nora Lindqvist signed Pat Lee out everywhere", AuditSentence.For(Row(AuditActions.SessionsEnded)).Text);
    }

    [Fact]
    public void An_API_key_rolled_says_how_long_the_old_secret_works()
    {
        var overlap = Row(AuditActions.ApiKeyRolled, "HR sync", new FieldChange("works_until", null, "2026-11-23T09:30:00Z"));

        Assert.Equal("Nora Lindqvist rolled the API key HR sync; the old secret works until 23 Nov 2026, 09:30 UTC", AuditSentence.For(overlap).Text);
        Assert.Equal("Nora Lindqvist rolled the API key HR sync; the old secret stopped at once", AuditSentence.For(Row(AuditActions.ApiKeyRolled, "HR sync")).Text);
        Assert.Equal("Nora Lindqvist revoked the API key HR sync", AuditSentence.For(Row(AuditActions.ApiKeyRevoked, "HR sync")).Text);
        Assert.Equal("Nora Lindqvist renamed the API key HR to HR sync", AuditSentence.For(Row(AuditActions.ApiKeyRenamed, "HR sync", new FieldChange("name", "HR", "HR sync"))).Text);
    }

    [Fact]
    public void An_action_of_a_later_version_is_shown_as_it_is()
    {
        Assert.Equal("Nora Lindqvist: robot.started Pat Lee", AuditSentence.For(Row("robot.started")).Text);
    }

    [Fact]
    public void Fields_read_as_words()
    {
        Assert.Equal("Must change password", new FieldChange("must_change_password", null, "yes").Label);
    }

    private static AuditRow Row(string action, string target = "Pat Lee", params FieldChange[] changes) =>
        new(1, DateTimeOffset.UnixEpoch, action, ActorKind.Identity, Nora, "Nora Lindqvist", AuditTarget.User, Pat, target, changes, null);
}
