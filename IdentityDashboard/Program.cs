using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

var builder = WebApplication.CreateBuilder(args);
builder.AddData();
builder.AddMail();
builder.Services
    .AddPlatform()
    .AddUi()
    .AddAudit()
    .AddAccess()
    .AddApiKeys()
    .AddCredentials()
    .AddGroups()
    .AddIdentities()
    .AddInvitations()
    .AddWorkspace();

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(app.Lifetime.ApplicationStopping);
await app.RunAsync();
