using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Data;

/// <summary>
/// Where the key ring lives: <c>DataProtection__KeyPath</c>, else beside the SQLite file, else in PostgreSQL, so that
/// all instances of one database share it.
/// </summary>
internal static class DataProtectionSetup
{
    public static void AddDashboardDataProtection(this IServiceCollection services, IConfiguration configuration, DatabaseOptions database)
    {
        var path = configuration["DataProtection:KeyPath"];
        var protection = services.AddDataProtection().SetApplicationName("IdentityDashboard");
        if (!string.IsNullOrEmpty(path))
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(path));
        }
        else if (database.IsPostgres)
        {
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
                o => o.XmlRepository = new DatabaseKeyRing(provider.GetRequiredService<IDbContextFactory<DashboardDbContext>>())));
        }
        else
        {
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(o =>
                o.XmlRepository = new FileSystemXmlRepository(
                    new DirectoryInfo(Path.Combine(Path.GetDirectoryName(provider.GetRequiredService<SqliteFile>().Path)!, "keys")),
                    provider.GetRequiredService<ILoggerFactory>())));
        }
    }

    private sealed class DatabaseKeyRing(IDbContextFactory<DashboardDbContext> dbs) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var db = dbs.CreateDbContext();
            return [.. db.DataProtectionKeys.AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var db = dbs.CreateDbContext();
            db.DataProtectionKeys.Add(new DataProtectionKeyRow { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
            db.SaveChanges();
        }
    }
}
