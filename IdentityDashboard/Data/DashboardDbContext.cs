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
using IdentityDashboard.Platform.Api.Idempotency;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// The one database, shared by all features. Take a fresh one from <see cref="IDbContextFactory{TContext}"/> per
/// operation; never keep one in a component or a circuit. Each entity is configured beside itself; keys across
/// features stand in <see cref="CrossFeatureKeys"/>.
/// </summary>
public abstract class DashboardDbContext(DbContextOptions options) : IdentityUserContext<Identity, Guid>(options)
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountOwner> AccountOwners => Set<AccountOwner>();
    public DbSet<Application> Applications => Set<Application>();
    public DbSet<AccountBrand> AccountBrands => Set<AccountBrand>();
    public DbSet<AppEnvironment> Environments => Set<AppEnvironment>();
    public DbSet<AdminPreference> AdminPreferences => Set<AdminPreference>();
    public DbSet<SetupToken> SetupTokens => Set<SetupToken>();

    public DbSet<Identity> Identities => Set<Identity>();
    public DbSet<AttributeDefinition> AttributeDefinitions => Set<AttributeDefinition>();
    public DbSet<AttributeValue> AttributeValues => Set<AttributeValue>();
    public DbSet<AppMembership> AppMemberships => Set<AppMembership>();
    public DbSet<DirectoryGroup> Groups => Set<DirectoryGroup>();
    public DbSet<GroupMember> GroupMembers => Set<GroupMember>();
    public DbSet<GroupParent> GroupParents => Set<GroupParent>();
    public DbSet<GroupLineage> GroupLineage => Set<GroupLineage>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<InvitationSettings> InvitationSettings => Set<InvitationSettings>();
    public DbSet<InvitationGroup> InvitationGroups => Set<InvitationGroup>();

    public DbSet<Node> Nodes => Set<Node>();
    public DbSet<NodeLineage> NodeLineage => Set<NodeLineage>();
    public DbSet<HierarchySchema> HierarchySchemas => Set<HierarchySchema>();
    public DbSet<Permission> Permissions => Set<Permission>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<RolePermission> RolePermissions => Set<RolePermission>();
    public DbSet<Assignment> Assignments => Set<Assignment>();

    public DbSet<AccessFlow> AccessFlows => Set<AccessFlow>();
    public DbSet<AccessFlowParty> AccessFlowParties => Set<AccessFlowParty>();
    public DbSet<AccessFlowGrant> AccessFlowGrants => Set<AccessFlowGrant>();
    public DbSet<AccessRequest> AccessRequests => Set<AccessRequest>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<BulkJob> BulkJobs => Set<BulkJob>();
    public DbSet<BulkJobRow> BulkJobRows => Set<BulkJobRow>();

    public DbSet<ImportJob> Imports => Set<ImportJob>();
    public DbSet<ImportChunk> ImportChunks => Set<ImportChunk>();
    public DbSet<ImportFix> ImportFixes => Set<ImportFix>();
    public DbSet<ImportProblem> ImportProblems => Set<ImportProblem>();
    public DbSet<ImportBatch> ImportBatches => Set<ImportBatch>();
    public DbSet<ImportMapping> ImportMappings => Set<ImportMapping>();

    public DbSet<RecoveryLink> RecoveryLinks => Set<RecoveryLink>();
    public DbSet<SignInCounter> SignInCounters => Set<SignInCounter>();
    public DbSet<SecurityPolicy> SecurityPolicies => Set<SecurityPolicy>();
    public DbSet<FormerPassword> FormerPasswords => Set<FormerPassword>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<Passkey> Passkeys => Set<Passkey>();
    public DbSet<UserSession> UserSessions => Set<UserSession>();
    public DbSet<EmailVerification> EmailVerifications => Set<EmailVerification>();

    public DbSet<PlannedEnd> PlannedEnds => Set<PlannedEnd>();
    public DbSet<InactivityRule> InactivityRules => Set<InactivityRule>();
    public DbSet<InactivityWarning> InactivityWarnings => Set<InactivityWarning>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<IdempotencyRecord> IdempotencyKeys => Set<IdempotencyRecord>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();
    public DbSet<MailMessageRow> MailOutbox => Set<MailMessageRow>();
    public DbSet<DevboxMail> DevboxMail => Set<DevboxMail>();
    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(DashboardDbContext).Assembly);
        CrossFeatureKeys.Configure(builder);
        SnakeCase.Apply(builder);
    }
}
