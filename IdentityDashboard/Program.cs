using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.MyAccount;
using IdentityDashboard.Features.Overview;
using IdentityDashboard.Features.Palette;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Features.Settings;
using IdentityDashboard.Features.SetupGuide;
using IdentityDashboard.Features.SignIn;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Commands;
using IdentityDashboard.Shell;
using IdentityDashboard.Ui;

var builder = WebApplication.CreateBuilder(args);
builder.AddServing().AddData().AddMail().AddSignIn();
builder.Services
    .AddPlatform()
    .AddApi()
    .AddUi()
    .AddShell()
    .AddAudit()
    .AddAccess()
    .AddHierarchy()
    .AddRoles()
    .AddAttributes()
    .AddApiKeys()
    .AddLifecycle()
    .AddCredentials()
    .AddGroups()
    .AddAccessRequests()
    .AddIdentities()
    .AddInvitations()
    .AddImport()
    .AddWorkspace()
    .AddMyAccount()
    .AddBulk()
    .AddDirectory()
    .AddSettings()
    .AddSetupGuide()
    .AddOverview()
    .AddPalette();

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(app.Lifetime.ApplicationStopping);
if (await CommandLine.RunAsync(app, args) is { } exit) return exit;

app.UseServing();
app.UseApi();
app.UseSignIn();
app.UseAntiforgery();
app.MapHealth();
app.MapRestApi();
app.MapSignIn();
app.MapWorkspace();
app.MapMail();
app.MapAudit();
app.MapDirectory();
app.MapBulk();
app.MapImport();
app.MapShell();
await app.RunAsync();
return 0;
