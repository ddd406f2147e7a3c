using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.Branding;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// Foreign keys from one feature's table to another's. They stand here, so that features don't have to know each
/// other's types. Most restrict: what is deleted here is deleted on purpose, by a service.
/// </summary>
internal static class CrossFeatureKeys
{
    public static void Configure(ModelBuilder model)
    {
        Key<Identity, Account>(model, nameof(Identity.AccountId));
        Key<AccountOwner, Identity>(model, nameof(AccountOwner.IdentityId));
        Key<AdminPreference, Identity>(model, nameof(AdminPreference.IdentityId), DeleteBehavior.Cascade);
        Key<AppMembership, Application>(model, nameof(AppMembership.ApplicationId));

        Key<AttributeDefinition, Account>(model, nameof(AttributeDefinition.AccountId));
        Key<AttributeValue, Identity>(model, nameof(AttributeValue.IdentityId), DeleteBehavior.Cascade);
        Key<SavedView, Identity>(model, nameof(SavedView.OwnerId), DeleteBehavior.Cascade);
        Key<BulkJob, Account>(model, nameof(BulkJob.AccountId));
        Key<ImportJob, Account>(model, nameof(ImportJob.AccountId));
        Key<ImportMapping, Account>(model, nameof(ImportMapping.AccountId));

        Key<DirectoryGroup, Account>(model, nameof(DirectoryGroup.AccountId));
        Key<GroupMember, Identity>(model, nameof(GroupMember.IdentityId), DeleteBehavior.Cascade);

        Key<Invitation, Account>(model, nameof(Invitation.AccountId));
        Key<Invitation, Application>(model, nameof(Invitation.ApplicationId));
        Key<Invitation, AppEnvironment>(model, nameof(Invitation.EnvironmentId));
        Key<Invitation, Role>(model, nameof(Invitation.RoleId));
        Key<Invitation, Node>(model, nameof(Invitation.NodeId));
        Key<InvitationGroup, DirectoryGroup>(model, nameof(InvitationGroup.GroupId), DeleteBehavior.Cascade);

        Key<Node, AppEnvironment>(model, nameof(Node.EnvironmentId));
        Key<HierarchySchema, AppEnvironment>(model, nameof(HierarchySchema.EnvironmentId));
        Key<Permission, AppEnvironment>(model, nameof(Permission.EnvironmentId));
        Key<Role, AppEnvironment>(model, nameof(Role.EnvironmentId));
        Key<Assignment, AppEnvironment>(model, nameof(Assignment.EnvironmentId));
        Key<Assignment, Identity>(model, nameof(Assignment.IdentityId), DeleteBehavior.Cascade);
        Key<Assignment, DirectoryGroup>(model, nameof(Assignment.GroupId), DeleteBehavior.Cascade);

        Key<AccessFlow, AppEnvironment>(model, nameof(AccessFlow.EnvironmentId), DeleteBehavior.Cascade);
        Key<AccessFlowParty, Identity>(model, nameof(AccessFlowParty.IdentityId), DeleteBehavior.Cascade);
        Key<AccessFlowParty, DirectoryGroup>(model, nameof(AccessFlowParty.GroupId), DeleteBehavior.Cascade);
        Key<AccessFlowGrant, Role>(model, nameof(AccessFlowGrant.RoleId), DeleteBehavior.Cascade);
        Key<AccessFlowGrant, Node>(model, nameof(AccessFlowGrant.NodeId), DeleteBehavior.Cascade);
        Key<AccessRequest, Identity>(model, nameof(AccessRequest.RequesterId), DeleteBehavior.Cascade);
        Key<AccessRequest, Role>(model, nameof(AccessRequest.RoleId), DeleteBehavior.Cascade);
        Key<AccessRequest, Node>(model, nameof(AccessRequest.NodeId), DeleteBehavior.Cascade);
        Key<AccessRequest, Assignment>(model, nameof(AccessRequest.AssignmentId), DeleteBehavior.SetNull);

        Key<RecoveryLink, Identity>(model, nameof(RecoveryLink.IdentityId), DeleteBehavior.Cascade);
        Key<FormerPassword, Identity>(model, nameof(FormerPassword.IdentityId), DeleteBehavior.Cascade);
        Key<Authenticator, Identity>(model, nameof(Authenticator.IdentityId), DeleteBehavior.Cascade);
        Key<RecoveryCode, Identity>(model, nameof(RecoveryCode.IdentityId), DeleteBehavior.Cascade);
        Key<Passkey, Identity>(model, nameof(Passkey.IdentityId), DeleteBehavior.Cascade);
        Key<UserSession, Identity>(model, nameof(UserSession.IdentityId), DeleteBehavior.Cascade);
        Key<EmailVerification, Identity>(model, nameof(EmailVerification.IdentityId), DeleteBehavior.Cascade);
        Key<SecurityPolicy, Account>(model, nameof(SecurityPolicy.AccountId));
        Key<InvitationSettings, Account>(model, nameof(InvitationSettings.AccountId));
        Key<AccountBrand, Account>(model, nameof(AccountBrand.AccountId));
        Key<PlannedEnd, Identity>(model, nameof(PlannedEnd.IdentityId), DeleteBehavior.Cascade);
        Key<InactivityRule, Account>(model, nameof(InactivityRule.AccountId));
        Key<InactivityWarning, Identity>(model, nameof(InactivityWarning.IdentityId), DeleteBehavior.Cascade);
        Key<SignInCounter, Account>(model, nameof(SignInCounter.AccountId));
        Key<ApiKey, AppEnvironment>(model, nameof(ApiKey.EnvironmentId));
        Key<ApiKey, Role>(model, nameof(ApiKey.RoleId));
        Key<ApiKey, Node>(model, nameof(ApiKey.NodeId));
        Key<AuditEntry, Account>(model, nameof(AuditEntry.AccountId));
        Key<MailMessageRow, Account>(model, nameof(MailMessageRow.AccountId));
        Key<DevboxMail, Account>(model, nameof(DevboxMail.AccountId));
    }

    private static void Key<TFrom, TTo>(ModelBuilder model, string property, DeleteBehavior onDelete = DeleteBehavior.Restrict)
        where TFrom : class
        where TTo : class =>
        model.Entity<TFrom>().HasOne<TTo>().WithMany().HasForeignKey(property).OnDelete(onDelete);
}
