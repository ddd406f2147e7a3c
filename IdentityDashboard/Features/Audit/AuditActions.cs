namespace IdentityDashboard.Features.Audit;

/// <summary>
/// The names of everything that is recorded: <c>subject.past_tense</c>. Other programs read them; they never change.
/// </summary>
public static class AuditActions
{
    public const string AccountCreated = "account.created";
    public const string AccountRenamed = "account.updated";
    public const string AccountBranded = "account.branded";
    public const string InvitationSettingsChanged = "invitation_settings.changed";
    public const string InactivityRuleChanged = "inactivity_rule.updated";
    public const string PolicyChanged = "policy.changed";
    public const string ApplicationCreated = "application.created";
    public const string ApplicationRenamed = "application.updated";
    public const string ApplicationDeleted = "application.deleted";
    public const string EnvironmentCreated = "environment.created";
    public const string EnvironmentRenamed = "environment.updated";
    public const string EnvironmentDeleted = "environment.deleted";
    public const string OwnerAdded = "owner.added";
    public const string OwnerRemoved = "owner.removed";
    public const string UserCreated = "user.created";
    public const string UserInvited = "user.invited";
    public const string UserUpdated = "user.updated";
    public const string UserSuspended = "user.suspended";
    public const string UserActivated = "user.activated";
    public const string UserDeactivated = "user.deactivated";
    public const string UserEndPlanned = "user.end_planned";
    public const string UserEndCancelled = "user.end_cancelled";
    public const string UserEndRefused = "user.end_refused";
    public const string UserInactivityWarned = "user.inactivity_warned";
    public const string UserDeleted = "user.deleted";
    public const string UserRestored = "user.restored";
    public const string UserPurged = "user.purged";
    public const string UsersExported = "user.exported";
    public const string GroupsExported = "group.exported";
    public const string InvitationResent = "invitation.resent";
    public const string InvitationLinkCopied = "invitation.link_copied";
    public const string InvitationRevoked = "invitation.revoked";
    public const string InvitationAccepted = "invitation.accepted";
    public const string MembershipCreated = "membership.created";
    public const string MembershipSuspended = "membership.suspended";
    public const string MembershipActivated = "membership.activated";
    public const string MembershipRemoved = "membership.removed";
    public const string MembershipEndSet = "membership.end_set";
    public const string MembershipExpired = "membership.expired";
    public const string AssignmentCreated = "assignment.created";
    public const string AssignmentRemoved = "assignment.removed";
    public const string AssignmentDenied = "assignment.denied";
    public const string AssignmentChanged = "assignment.updated";
    public const string AccessFlowCreated = "access_flow.created";
    public const string AccessFlowUpdated = "access_flow.updated";
    public const string AccessFlowArchived = "access_flow.archived";
    public const string AccessFlowRestored = "access_flow.restored";
    public const string AccessRequested = "access_request.created";
    public const string AccessApproved = "access_request.approved";
    public const string AccessRefused = "access_request.refused";
    public const string AccessCancelled = "access_request.cancelled";
    public const string AccessEnded = "access_request.ended";
    public const string RoleCreated = "role.created";
    public const string RoleUpdated = "role.updated";
    public const string RolePermissionsChanged = "role.permissions_changed";
    public const string RoleDeleted = "role.deleted";
    public const string PermissionCreated = "permission.created";
    public const string PermissionUpdated = "permission.updated";
    public const string PermissionDeleted = "permission.deleted";
    public const string GroupCreated = "group.created";
    public const string GroupRenamed = "group.updated";
    public const string GroupDeleted = "group.deleted";
    public const string GroupMemberAdded = "group.member_added";
    public const string GroupMemberRemoved = "group.member_removed";
    public const string GroupMemberChanged = "group.member_changed";
    public const string GroupNested = "group.nested";
    public const string GroupUnnested = "group.unnested";
    public const string GroupMemberDenied = "group.member_denied";
    public const string PasswordChanged = "password.changed";
    public const string PasswordResetRequested = "password.reset_requested";
    public const string PasswordResetLinkCreated = "password.reset_link_created";
    public const string ResetCodeUsed = "reset_code.used";
    public const string RecoveryCodeRefused = "recovery_code.refused";
    public const string OwnerRecovered = "owner.recovered";
    public const string EmailVerificationSent = "email.verification_sent";
    public const string EmailVerified = "email.verified";
    public const string EmailChangeRequested = "email.change_requested";
    public const string EmailChangeCancelled = "email.change_cancelled";
    public const string SignInLocked = "signin.locked";
    public const string SignInUnlocked = "signin.unlocked";
    public const string SignedIn = "session.started";
    public const string SignInRefused = "session.refused";
    public const string SignedOut = "session.ended";
    public const string SessionsEnded = "sessions.ended";
    public const string AuthenticatorAdded = "mfa.authenticator_added";
    public const string AuthenticatorReplaced = "mfa.authenticator_replaced";
    public const string AuthenticatorRemoved = "mfa.authenticator_removed";
    public const string PasskeyAdded = "mfa.passkey_added";
    public const string PasskeyRenamed = "mfa.passkey_renamed";
    public const string PasskeyRemoved = "mfa.passkey_removed";
    public const string RecoveryCodesRenewed = "mfa.recovery_codes_renewed";
    public const string RecoveryCodeUsed = "mfa.recovery_code_used";
    public const string SecondFactorRefused = "mfa.refused";
    public const string MfaReset = "mfa.reset";
    public const string MfaEnrolmentForced = "mfa.enrolment_forced";
    public const string SessionRevoked = "session.revoked";
    public const string ApiKeyCreated = "apikey.created";
    public const string ApiKeyRenamed = "apikey.updated";
    public const string ApiKeyRolled = "apikey.rolled";
    public const string ApiKeyRevoked = "apikey.revoked";
    public const string MailTested = "mail.tested";
    public const string NodeCreated = "node.created";
    public const string NodeRenamed = "node.updated";
    public const string NodeMoved = "node.moved";
    public const string NodeArchived = "node.archived";
    public const string NodeRestored = "node.restored";
    public const string NodeTypesChanged = "node_types.updated";
    public const string AttributeCreated = "attribute.created";
    public const string AttributeUpdated = "attribute.updated";
    public const string AttributeDeleted = "attribute.deleted";
    public const string ViewShared = "view.shared";
    public const string BulkStarted = "bulk.started";
    public const string BulkFinished = "bulk.finished";
    public const string BulkUndone = "bulk.undone";
    public const string ImportStarted = "import.started";
    public const string ImportFinished = "import.finished";
    public const string ImportCancelled = "import.cancelled";
    public const string ImportUndone = "import.undone";
    public const string AuditExported = "audit.exported";
}

/// <summary>Whom or what an entry is about.</summary>
/// <param name="Kind">One of the constants below.</param>
public sealed record AuditTarget(string Kind, Guid Id, string Name)
{
    public const string User = "user";
    public const string Invitation = "invitation";
    public const string Group = "group";
    public const string Role = "role";
    public const string Permission = "permission";
    public const string Account = "account";
    public const string Application = "application";
    public const string Environment = "environment";
    public const string ApiKey = "api_key";
    public const string Mail = "mail";
    public const string Attribute = "attribute";
    public const string View = "view";
    public const string Node = "node";
    public const string AccessFlow = "access_flow";

    /// <summary>Named by what it does: "Suspend 1,204 people".</summary>
    public const string BulkJob = "bulk_job";

    /// <summary>Named by its file.</summary>
    public const string Import = "import";
}
