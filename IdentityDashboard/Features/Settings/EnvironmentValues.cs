using System.Data.Common;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Settings;

/// <param name="Key">As an environment variable: <c>Mail__Host</c>.</param>
/// <param name="Shown">The value; of a secret only whether there is one (A42).</param>
/// <param name="IsSet">False where nobody has set it and the default holds.</param>
public sealed record EnvironmentValue(string Key, string Shown, bool IsSet, string What);

/// <summary>What was decided where the app was started, for Owners to read. Nothing of it can be changed here, and no secret comes back out.</summary>
internal sealed class EnvironmentValues(IDbContextFactory<DashboardDbContext> dbs, AccessService access, IConfiguration configuration)
{
    private const string Hidden = "Set, never shown";
    private const string Empty = "Not set";

    /// <summary>Of a connection string only these parts are shown; what isn't known could be a secret.</summary>
    private static readonly string[] OpenParts = ["Data Source", "Host", "Server", "Port", "Database", "Username", "User ID", "Cache", "Mode"];

    private static readonly Key[] Keys =
    [
        new("Urls", "http://localhost:5000", "Addresses the app listens at."),
        new("AllowedHosts", "*", "Host names it answers to. Name yours in production."),
        new("PublicUrl", Empty, "Base of every link and picture in a mail."),
        new("ReverseProxy__KnownProxies", "None", "Proxies whose word about the caller’s address is believed."),
        new("Database__Provider", DatabaseOptions.Sqlite, "Which kind of database holds everything."),
        new("ConnectionStrings__Dashboard", "data/identity-dashboard.db", "Where the database is.", Secrecy.Partly),
        new("DataProtection__KeyPath", "Beside the database, or in PostgreSQL", "Folder of the keys that protect cookies and stored secrets."),
        new("Mail__Mode", "devbox while developing, otherwise mail waits", "How mail leaves: smtp, or kept in the app."),
        new("Mail__Host", Empty, "The mail server."),
        new("Mail__Port", "587", "Its port."),
        new("Mail__Security", "starttls", "Whether the way to it is encrypted."),
        new("Mail__Username", Empty, "Who the app signs in as there."),
        new("Mail__Password", Empty, "The password for that. To change the server, set the password again with it.", Secrecy.Whole),
        new("Mail__From", Empty, "The sender’s address."),
        new("Bootstrap__AccountName", Empty, "Used once, on an empty database: the account."),
        new("Bootstrap__AdminEmail", Empty, "Used once: the first administrator."),
        new("Bootstrap__AdminPassword", Empty, "Used once: their password. Take it out of the environment afterwards.", Secrecy.Whole),
        new("Bootstrap__ApiKey", Empty, "Used once: an API key of Production. Take it out afterwards.", Secrecy.Whole),
        new("Api__CallsAtOnce", "50", "Calls one API key may have under way."),
        new("Api__CallsPerMinute", "6000", "Calls one API key may make in a minute."),
        new("Api__MaxBodyBytes", "4194304", "The longest body of a call."),
        new("Import__MaxFileMegabytes", "200", "The longest file of people."),
    ];

    private enum Secrecy
    {
        None,
        Partly,
        Whole,
    }

    /// <summary>Nothing for who isn't an Owner.</summary>
    public async Task<IReadOnlyList<EnvironmentValue>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await access.IsOwnerAsync(db, actor, ct) ? [.. Keys.Select(Read)] : [];
    }

    internal static string WithoutSecrets(string connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            var open = OpenParts.Where(parts.ContainsKey).Select(p => $"{p}={parts[p]}").ToList();
            return open.Count == 0 ? Hidden : string.Join("; ", open);
        }
        catch (ArgumentException)
        {
            return Hidden;
        }
    }

    private EnvironmentValue Read(Key key)
    {
        var value = configuration[key.Name.Replace("__", ":", StringComparison.Ordinal)];
        if (string.IsNullOrEmpty(value)) return new EnvironmentValue(key.Name, key.Default, false, key.What);
        var shown = key.Secrecy switch { Secrecy.Whole => Hidden, Secrecy.Partly => WithoutSecrets(value), _ => value };
        return new EnvironmentValue(key.Name, shown, true, key.What);
    }

    private sealed record Key(string Name, string Default, string What, Secrecy Secrecy = Secrecy.None);
}
