using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Actions = IdentityDashboard.Features.Audit.AuditActions;

namespace IdentityDashboard.Features.Audit;

/// <param name="Strong">A name: shown in bold.</param>
public sealed record SentencePart(string Text, bool Strong = false);

/// <summary>An entry in words people read: who did what to whom.</summary>
/// <param name="Icon">A name of the icon file.</param>
/// <param name="Tone">"", "ok", "warn" or "bad".</param>
public sealed record AuditSentence(IReadOnlyList<SentencePart> Parts, string Icon, string Tone)
{
    private static readonly Dictionary<string, Wording> Known = new(StringComparer.Ordinal)
    {
        [Actions.AccountCreated] = new(AuditGroup.Settings, "building", r => [Who(r), " set up the account ", Whom(r)]),
        [Actions.AccountRenamed] = new(AuditGroup.Settings, "building", r => [Who(r), " changed the account ", Whom(r)]),
        [Actions.AccountBranded] = new(AuditGroup.Settings, "building", r => [Who(r), " changed the logo or colour of ", Whom(r)]),
        [Actions.InvitationSettingsChanged] = new(AuditGroup.Settings, "mail", r => [Who(r), " changed what invitations of ", Whom(r), " begin with"]),
        [Actions.InactivityRuleChanged] = new(AuditGroup.Settings, "clock", r => [Who(r), " changed what happens to inactive people"]),
        [Actions.PolicyChanged] = new(AuditGroup.Settings, "shield", r => [Who(r), " changed the security policy of ", Whom(r)]),
        [Actions.ApplicationCreated] = new(AuditGroup.Settings, "grid", r => [Who(r), " created the application ", Whom(r)]),
        [Actions.ApplicationRenamed] = new(AuditGroup.Settings, "grid", r => r.Old("name") is { } old ? [Who(r), " renamed the application ", Name(old), " to ", Whom(r)] : [Who(r), " changed the application ", Whom(r)]),
        [Actions.ApplicationDeleted] = new(AuditGroup.Settings, "trash", r => [Who(r), " deleted the application ", Whom(r)], "bad"),
        [Actions.EnvironmentCreated] = new(AuditGroup.Settings, "grid", r => [Who(r), " created the environment ", Whom(r), r.New("application") is { } app ? $" of {app}" : ""]),
        [Actions.EnvironmentRenamed] = new(AuditGroup.Settings, "grid", r => r.Old("name") is { } old ? [Who(r), " renamed the environment ", Name(old), " to ", Whom(r)] : [Who(r), " changed the environment ", Whom(r)]),
        [Actions.EnvironmentDeleted] = new(AuditGroup.Settings, "trash", r => [Who(r), " deleted the environment ", Whom(r), r.Old("application") is { } app ? $" of {app}" : ""], "bad"),
        [Actions.OwnerAdded] = new(AuditGroup.Settings, "flag", r => [Who(r), " made ", Whom(r), " an Owner of the account"]),
        [Actions.OwnerRemoved] = new(AuditGroup.Settings, "flag", r => Themselves(r) ? [Who(r), " gave up being an Owner of the account"] : [Who(r), " removed ", Whom(r), " as an Owner of the account"], "warn"),
        [Actions.UserCreated] = new(AuditGroup.Identity, "user-plus", r => Themselves(r) ? [Who(r), " joined"] : [Who(r), " created ", Whom(r)], "ok"),
        [Actions.UserInvited] = new(AuditGroup.Invitation, "mail", r => [Who(r), " invited ", Whom(r), .. Role(r)]),
        [Actions.UserUpdated] = new(AuditGroup.Identity, "user", r => Themselves(r) ? [Who(r), " changed their own details"] : [Who(r), " changed the details of ", Whom(r)]),
        [Actions.UserSuspended] = new(AuditGroup.Identity, "pause", r => [Who(r), " suspended ", Whom(r)], "warn"),
        [Actions.UserActivated] = new(AuditGroup.Identity, "check", r => [Who(r), " activated ", Whom(r)], "ok"),
        [Actions.UserDeactivated] = new(AuditGroup.Identity, "stop", r => [Who(r), " deactivated ", Whom(r), .. r.New("planned_by") is { } by ? (Word[])[", as ", Name(by), " had planned"] : []], "warn"),
        [Actions.UserEndPlanned] = new(AuditGroup.Identity, "clock", r => [Who(r), " planned the end of ", Whom(r), r.New("ends_at") is { } at ? $" for {Moment(at)}" : ""], "warn"),
        [Actions.UserEndCancelled] = new(AuditGroup.Identity, "clock", r => [Who(r), " called off the planned end of ", Whom(r)]),
        [Actions.UserEndRefused] = new(AuditGroup.Identity, "stop", r => ["The planned end of ", Whom(r), " couldn’t be carried out"], "bad"),
        [Actions.UserInactivityWarned] = new(AuditGroup.Identity, "mail", r => [Who(r), " warned ", Whom(r), " by mail"]),
        [Actions.UserDeleted] = new(AuditGroup.Identity, "trash", r => [Who(r), " deleted ", Whom(r)], "bad"),
        [Actions.UserRestored] = new(AuditGroup.Identity, "undo", r => [Who(r), " restored ", Whom(r)], "ok"),
        [Actions.UserPurged] = new(AuditGroup.Identity, "trash", r => [Who(r), " erased ", Whom(r), " for good"], "bad"),
        [Actions.UsersExported] = new(AuditGroup.Identity, "download", r => [Who(r), " exported ", Name(Count(r, "people") is { } n ? $"{n} people" : null, "people"), " of ", Whom(r), r.New("format") is { } f ? $" as {f.ToUpperInvariant()}" : ""]),
        [Actions.GroupsExported] = new(AuditGroup.Group, "download", r => [Who(r), " exported ", Name(Count(r, "groups") is { } n ? $"{n} groups" : null, "groups"), " of ", Whom(r), r.New("format") is { } f ? $" as {f.ToUpperInvariant()}" : ""]),
        [Actions.InvitationResent] = new(AuditGroup.Invitation, "send", r => [Who(r), " sent the invitation of ", Whom(r), " again"]),
        [Actions.InvitationLinkCopied] = new(AuditGroup.Invitation, "link", r => [Who(r), " copied a new invitation link for ", Whom(r)]),
        [Actions.InvitationRevoked] = new(AuditGroup.Invitation, "x", r => [Who(r), " revoked the invitation of ", Whom(r)], "warn"),
        [Actions.InvitationAccepted] = new(AuditGroup.Invitation, "check", r => [Who(r), " accepted the invitation sent to ", Whom(r)], "ok"),
        [Actions.MembershipCreated] = new(AuditGroup.Access, "grid", r => Themselves(r) ? [Who(r), " joined ", App(r.New)] : [Who(r), " let ", Whom(r), " use ", App(r.New)]),
        [Actions.MembershipSuspended] = new(AuditGroup.Access, "pause", r => [Who(r), " suspended ", Whom(r), " in ", App(r.New)], "warn"),
        [Actions.MembershipActivated] = new(AuditGroup.Access, "check", r => [Who(r), " activated ", Whom(r), " in ", App(r.New)], "ok"),
        [Actions.MembershipRemoved] = new(AuditGroup.Access, "grid", r => [Who(r), " removed ", Whom(r), " from ", App(r.Old)], "warn"),
        [Actions.MembershipEndSet] = new(AuditGroup.Access, "clock", r => [Who(r), " changed until when ", Whom(r), " can use ", App(r.New)]),
        [Actions.MembershipExpired] = new(AuditGroup.Access, "clock", r => ["The time of ", Whom(r), " in ", App(r.New), " ended"], "warn"),
        [Actions.AssignmentCreated] = new(AuditGroup.Access, "shield", r => [Who(r), " gave ", Whom(r), .. Grant(r)]),
        [Actions.AssignmentRemoved] = new(AuditGroup.Access, "shield", r => [Who(r), " took the role ", Name(r.Old("role"), "they had"), " from ", Whom(r), .. Place(r.Old)], "warn"),
        [Actions.AssignmentDenied] = new(AuditGroup.Access, "stop", r => [Who(r), " tried to give ", Whom(r), .. Grant(r), " and was refused"], "bad"),
        [Actions.AssignmentChanged] = new(AuditGroup.Access, "clock", r => [Who(r), " moved the end of the role ", Name(r.New("role"), "they had"), " of ", Whom(r), .. At(r)]),
        [Actions.AccessFlowCreated] = new(AuditGroup.Access, "send", r => [Who(r), " created the access flow ", Whom(r)]),
        [Actions.AccessFlowUpdated] = new(AuditGroup.Access, "send", r => [Who(r), " changed the access flow ", Whom(r)]),
        [Actions.AccessFlowArchived] = new(AuditGroup.Access, "pause", r => [Who(r), " archived the access flow ", Whom(r)], "warn"),
        [Actions.AccessFlowRestored] = new(AuditGroup.Access, "undo", r => [Who(r), " restored the access flow ", Whom(r)], "ok"),
        [Actions.AccessRequested] = new(AuditGroup.Access, "send", r => [Who(r), " requested", .. Grant(r)]),
        [Actions.AccessApproved] = new(AuditGroup.Access, "check", r => [Who(r), " approved the request of ", Whom(r), " for", .. Grant(r)], "ok"),
        [Actions.AccessRefused] = new(AuditGroup.Access, "stop", r => [Who(r), " refused the request of ", Whom(r), " for", .. Grant(r)], "warn"),
        [Actions.AccessCancelled] = new(AuditGroup.Access, "x", r => Themselves(r) ? [Who(r), " took back the request for", .. Grant(r)] : [Who(r), " called off the request of ", Whom(r), " for", .. Grant(r)]),
        [Actions.AccessEnded] = new(AuditGroup.Access, "clock", r => Themselves(r) ? [Who(r), " gave back", .. Grant(r)] : [Who(r), " ended", .. Grant(r), " of ", Whom(r), " early"], "warn"),
        [Actions.RoleCreated] = new(AuditGroup.Access, "shield", r => [Who(r), " created the role ", Whom(r)]),
        [Actions.RoleUpdated] = new(AuditGroup.Access, "shield", r => r.Old("name") is { } old ? [Who(r), " renamed the role ", Name(old), " to ", Whom(r)] : [Who(r), " changed what the role ", Whom(r), " says"]),
        [Actions.RolePermissionsChanged] = new(AuditGroup.Access, "key", r => [Who(r), " changed what the role ", Whom(r), " can do"]),
        [Actions.RoleDeleted] = new(AuditGroup.Access, "trash", r => [Who(r), " deleted the role ", Whom(r)], "bad"),
        [Actions.PermissionCreated] = new(AuditGroup.Access, "key", r => [Who(r), " added the permission ", Whom(r)]),
        [Actions.PermissionUpdated] = new(AuditGroup.Access, "key", r => [Who(r), " described the permission ", Whom(r)]),
        [Actions.PermissionDeleted] = new(AuditGroup.Access, "trash", r => [Who(r), " deleted the permission ", Whom(r)], "bad"),
        [Actions.GroupCreated] = new(AuditGroup.Group, "users", r => [Who(r), " created the group ", Whom(r)]),
        [Actions.GroupRenamed] = new(AuditGroup.Group, "users", r => r.Old("name") is { } old ? [Who(r), " renamed the group ", Name(old), " to ", Whom(r)] : [Who(r), " changed the group ", Whom(r)]),
        [Actions.GroupDeleted] = new(AuditGroup.Group, "trash", r => [Who(r), " deleted the group ", Whom(r)], "bad"),
        [Actions.GroupMemberAdded] = new(AuditGroup.Group, "users", r => [Who(r), " added ", Name(r.New("member")), " to ", Whom(r)]),
        [Actions.GroupMemberRemoved] = new(AuditGroup.Group, "users", r => [Who(r), " removed ", Name(r.Old("member")), " from ", Whom(r)]),
        [Actions.GroupMemberChanged] = new(AuditGroup.Group, "users", r => [Who(r), " changed how long ", Name(r.New("member")), " is in ", Whom(r)]),
        [Actions.GroupNested] = new(AuditGroup.Group, "users", r => [Who(r), " put the group ", Name(r.New("inside"), "a group"), " into ", Whom(r)]),
        [Actions.GroupUnnested] = new(AuditGroup.Group, "users", r => [Who(r), " took the group ", Name(r.Old("inside"), "a group"), " out of ", Whom(r)], "warn"),
        [Actions.GroupMemberDenied] = new(AuditGroup.Group, "stop", r => [Who(r), " tried to add ", Name(r.New("member")), " to ", Whom(r), " and was refused"], "bad"),
        [Actions.PasswordChanged] = new(AuditGroup.SignIn, "key", r => Themselves(r) ? [Who(r), " changed their password"] : [Who(r), " changed the password of ", Whom(r)]),
        [Actions.PasswordResetRequested] = new(AuditGroup.SignIn, "key", r => r.ActorKind == ActorKind.System
            ? ["Somebody asked to reset the password of ", Whom(r)]
            : [Who(r), " mailed ", Whom(r), " a link to reset the password"]),
        [Actions.PasswordResetLinkCreated] = new(AuditGroup.SignIn, "link", r => [Who(r), " made a reset link for ", Whom(r)]),
        [Actions.ResetCodeUsed] = new(AuditGroup.SignIn, "key", r => [Whom(r), " used the six-digit code an administrator gave them"]),
        [Actions.RecoveryCodeRefused] = new(AuditGroup.SignIn, "stop", r => ["A wrong recovery code was typed for ", Whom(r)], "bad"),
        [Actions.OwnerRecovered] = new(AuditGroup.SignIn, "key", r => [Who(r), " made a recovery link for the Owner ", Whom(r)], "warn"),
        [Actions.EmailVerificationSent] = new(AuditGroup.SignIn, "mail", r => [Who(r), " asked for a mail to verify ", Name(r.New("email"), "their address")]),
        [Actions.EmailVerified] = new(AuditGroup.SignIn, "check", r => [Who(r), " verified ", Name(r.New("email"), "their address")], "ok"),
        [Actions.EmailChangeRequested] = new(AuditGroup.SignIn, "mail", r => [Who(r), " asked to change their email to ", Name(r.New("email"), "another address")]),
        [Actions.EmailChangeCancelled] = new(AuditGroup.SignIn, "x", r => [Who(r), " kept their email after all"]),
        [Actions.SignInLocked] = new(AuditGroup.SignIn, "lock", r => ["Signing in as ", Whom(r), " was locked after too many wrong passwords"], "bad"),
        [Actions.SignInUnlocked] = new(AuditGroup.SignIn, "check", r => [Who(r), " unlocked ", Whom(r)], "ok"),
        [Actions.SignedIn] = new(AuditGroup.SignIn, "lock", r => [Whom(r), " signed in"]),
        [Actions.SignInRefused] = new(AuditGroup.SignIn, "stop", r => ["A sign-in as ", Whom(r), " was refused"], "bad"),
        [Actions.SignedOut] = new(AuditGroup.SignIn, "lock", r => [Whom(r), " signed out"]),
        [Actions.SessionsEnded] = new(AuditGroup.SignIn, "lock", r => Themselves(r) ? [Who(r), " signed out everywhere"] : [Who(r), " signed ", Whom(r), " out everywhere"], "warn"),
        [Actions.AuthenticatorAdded] = new(AuditGroup.SignIn, "key", r => [Who(r), " added an authenticator app"]),
        [Actions.AuthenticatorReplaced] = new(AuditGroup.SignIn, "key", r => [Who(r), " replaced their authenticator app"], "warn"),
        [Actions.AuthenticatorRemoved] = new(AuditGroup.SignIn, "key", r => [Who(r), " removed their authenticator app"], "warn"),
        [Actions.PasskeyAdded] = new(AuditGroup.SignIn, "passkey", r => [Who(r), " added the passkey ", Name(r.New("passkey"), "a passkey")]),
        [Actions.PasskeyRenamed] = new(AuditGroup.SignIn, "passkey", r => [Who(r), " renamed the passkey ", Name(r.Old("passkey"), "a passkey"), " to ", Name(r.New("passkey"), "another name")]),
        [Actions.PasskeyRemoved] = new(AuditGroup.SignIn, "passkey", r => [Who(r), " removed the passkey ", Name(r.Old("passkey"), "a passkey")], "warn"),
        [Actions.RecoveryCodesRenewed] = new(AuditGroup.SignIn, "key", r => [Who(r), " made new recovery codes"]),
        [Actions.RecoveryCodeUsed] = new(AuditGroup.SignIn, "key", r => [Whom(r), " used a recovery code", r.New("recovery_codes") is { } left ? $"; {left} left" : ""], "warn"),
        [Actions.SecondFactorRefused] = new(AuditGroup.SignIn, "stop", r => ["A second factor of ", Whom(r), " was refused"], "bad"),
        [Actions.MfaReset] = new(AuditGroup.SignIn, "undo", r => [Who(r), " reset the two-step sign-in of ", Whom(r)], "bad"),
        [Actions.MfaEnrolmentForced] = new(AuditGroup.SignIn, "key", r => r.New("require_mfa_enrolment") == "yes"
            ? [Who(r), " asks ", Whom(r), " to set up two-step sign-in"]
            : [Who(r), " no longer asks ", Whom(r), " to set up two-step sign-in"]),
        [Actions.SessionRevoked] = new(AuditGroup.SignIn, "lock", r => Themselves(r) ? [Who(r), " ended another session of theirs"] : [Who(r), " ended a session of ", Whom(r)], "warn"),
        [Actions.ApiKeyCreated] = new(AuditGroup.Settings, "key", r => [Who(r), " created the API key ", Whom(r), .. Role(r)]),
        [Actions.ApiKeyRenamed] = new(AuditGroup.Settings, "key", r => r.Old("name") is { } old ? [Who(r), " renamed the API key ", Name(old), " to ", Whom(r)] : [Who(r), " changed the API key ", Whom(r)]),
        [Actions.ApiKeyRolled] = new(AuditGroup.Settings, "refresh", r => [Who(r), " rolled the API key ", Whom(r), r.New("works_until") is { } until ? $"; the old secret works until {Moment(until)}" : "; the old secret stopped at once"]),
        [Actions.ApiKeyRevoked] = new(AuditGroup.Settings, "stop", r => [Who(r), " revoked the API key ", Whom(r)], "bad"),
        [Actions.MailTested] = new(AuditGroup.Settings, "send", r => [Who(r), " sent a test mail to ", Whom(r)]),
        [Actions.NodeCreated] = new(AuditGroup.Access, "tree", r => [Who(r), " added the node ", Whom(r), r.New("path") is { } path ? $" below {path}" : ""]),
        [Actions.NodeRenamed] = new(AuditGroup.Access, "tree", r => r.Old("name") is { } old ? [Who(r), " renamed the node ", Name(old), " to ", Whom(r)] : [Who(r), " changed the node ", Whom(r)]),
        [Actions.NodeMoved] = new(AuditGroup.Access, "tree", r => [Who(r), " moved the node ", Whom(r), r.Old("path") is { } from && r.New("path") is { } to ? $" from {from} to {to}" : ""]),
        [Actions.NodeArchived] = new(AuditGroup.Access, "pause", r => [Who(r), " archived the node ", Whom(r)], "warn"),
        [Actions.NodeRestored] = new(AuditGroup.Access, "undo", r => [Who(r), " restored the node ", Whom(r)], "ok"),
        [Actions.NodeTypesChanged] = new(AuditGroup.Access, "tree", r => [Who(r), " changed the node types of ", Whom(r)]),
        [Actions.AttributeCreated] = new(AuditGroup.Settings, "sliders", r => [Who(r), " added the attribute ", Whom(r)]),
        [Actions.AttributeUpdated] = new(AuditGroup.Settings, "sliders", r => [Who(r), " changed the attribute ", Whom(r)]),
        [Actions.AttributeDeleted] = new(AuditGroup.Settings, "trash", r => [Who(r), " deleted the attribute ", Whom(r)], "bad"),
        [Actions.ViewShared] = new(AuditGroup.Settings, "eye", r => [Who(r), " shared the view ", Whom(r)]),
        [Actions.BulkStarted] = new(AuditGroup.Identity, "list", r => [Who(r), " started ", Whom(r)]),
        [Actions.BulkFinished] = new(AuditGroup.Identity, "list", r => [Who(r), " finished ", Whom(r), .. Outcome(r)]),
        [Actions.BulkUndone] = new(AuditGroup.Identity, "undo", r => [Who(r), " undid ", Whom(r), .. Outcome(r)], "warn"),
        [Actions.ImportStarted] = new(AuditGroup.Identity, "upload", r => [Who(r), " started importing ", Whom(r)]),
        [Actions.ImportFinished] = new(AuditGroup.Identity, "upload", r => [Who(r), " imported ", Whom(r), .. Imported(r)]),
        [Actions.ImportCancelled] = new(AuditGroup.Identity, "stop", r => [Who(r), " cancelled the import of ", Whom(r), .. Imported(r)], "warn"),
        [Actions.ImportUndone] = new(AuditGroup.Identity, "undo", r => [Who(r), " undid the import of ", Whom(r), .. Outcome(r)], "warn"),
        [Actions.AuditExported] = new(AuditGroup.Settings, "download", r => [Who(r), " exported ", Name(Count(r, "entries") is { } n ? $"{n} entries" : null, "entries"), " of the audit", r.New("format") is { } f ? $" as {f.ToUpperInvariant()}" : ""]),
    };

    public string Text => string.Concat(Parts.Select(p => p.Text));

    public static AuditSentence For(AuditRow row) => Known.TryGetValue(row.Action, out var wording)
        ? new AuditSentence([.. wording.Write(row).Select(p => p.Part)], wording.Icon, wording.Tone)
        : new AuditSentence([new(row.ActorName, Strong: true), new($": {row.Action} "), new(row.TargetName, Strong: true)], "list", "");

    /// <summary>The actions a filter stands for.</summary>
    public static IReadOnlyList<string> ActionsOf(AuditGroup group) => [.. Known.Where(k => k.Value.Group == group).Select(k => k.Key)];

    public static bool Knows(string action) => Known.ContainsKey(action);

    private static Word App(Func<string, string?> value) => Name(value("application"), "an application");

    private static bool Themselves(AuditRow row) =>
        (row.ActorId == row.TargetId && row.ActorKind == ActorKind.Identity) || (row.ActorKind == ActorKind.System && row.ActorName == row.TargetName);

    private static Word Who(AuditRow row) => Name(row.ActorName);

    private static Word Whom(AuditRow row) => Name(row.TargetName);

    private static Word Name(string? name, string otherwise = "somebody") =>
        new(new SentencePart(string.IsNullOrEmpty(name) ? otherwise : name, Strong: !string.IsNullOrEmpty(name)));

    /// <summary>" as Editor at EMEA / Retail", or nothing when no role came with it.</summary>
    private static Word[] Role(AuditRow row) => row.New("role") is { } role ? [" as ", Name(role), .. At(row)] : [];

    private static Word[] Grant(AuditRow row) => [" the role ", Name(row.New("role")), .. At(row)];

    private static Word[] At(AuditRow row) => Place(row.New);

    private static Word[] Place(Func<string, string?> field) => field("node") is { } node ? [$" at {node}{(field("environment") is { } e ? $" ({e})" : "")}"] : [];

    /// <summary>": 1,200 done, 4 skipped".</summary>
    private static Word[] Outcome(AuditRow row) => Count(row, "succeeded") is { } done ? [$": {done} done, {Count(row, "skipped") ?? "0"} skipped"] : [];

    /// <summary>": 1,200 done, 4 failed, 0 skipped".</summary>
    private static Word[] Imported(AuditRow row) =>
        Count(row, "succeeded") is { } done ? [$": {done} done, {Count(row, "failed") ?? "0"} failed, {Count(row, "skipped") ?? "0"} skipped"] : [];

    private static string Moment(string at) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? RelativeTimeText.Absolute(moment) : at;

    private static string? Count(AuditRow row, string field) =>
        long.TryParse(row.New(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? count.ToString("N0", CultureInfo.InvariantCulture) : null;

    private sealed record Wording(AuditGroup Group, string Icon, Func<AuditRow, Word[]> Write, string Tone = "");

    /// <summary>Lets the table above mix plain text and names.</summary>
    private readonly record struct Word(SentencePart Part)
    {
        public static implicit operator Word(string text) => new(new SentencePart(text));
    }
}
