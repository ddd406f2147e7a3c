using System.Net;
using IdentityDashboard.Platform.Security;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Platform;

/// <summary>How the app reads its settings and stands behind a proxy.</summary>
internal static class Serving
{
    private const string SettingsFile = "appsettings.json";

    public static WebApplicationBuilder AddServing(this WebApplicationBuilder builder)
    {
        builder.AddTopLevelSettings();
        builder.WebHost.UseStaticWebAssets();
        // In Development the framework would pack files anew at each request, at level zero: 1.3 MB for a first page.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.WebHost.ConfigureKestrel(o => o.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            // Says at the first start that keys lie unencrypted, which the README explains; file rights protect them.
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddProblemDetails();
        // Published files are compressed already; this serves those of a build, and pages. Not over HTTPS, where
        // compressing secrets beside what others sent would betray them (BREACH).
        builder.Services.AddResponseCompression(o => o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.Configure<ForwardedHeadersOptions>(o => TrustKnownProxies(o, builder.Configuration["ReverseProxy:KnownProxies"]));
        return builder;
    }

    public static WebApplication UseServing(this WebApplication app)
    {
        app.UseForwardedHeaders();
        if (!app.Environment.IsDevelopment()) app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        var secure = app.Services.GetRequiredService<IOptions<PublicUrlOptions>>().Value.IsSecure;
        app.UseSecurityHeaders(secure);
        // Also behind a proxy that ends TLS and isn't known, where requests look unencrypted.
        if (secure) app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always });
        app.UseResponseCompression();
        return app;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().WithName("Live");
        app.MapHealthChecks("/health/ready").AllowAnonymous().WithName("Ready");
    }

    /// <summary>Also the file beside the solution, where appsettings.sample.json is; environment variables still win.</summary>
    private static void AddTopLevelSettings(this WebApplicationBuilder builder)
    {
        var top = Path.GetFullPath(Path.Combine(builder.Environment.ContentRootPath, "..", SettingsFile));
        var sources = builder.Configuration.Sources;
        var own = sources.OfType<Microsoft.Extensions.Configuration.Json.JsonConfigurationSource>().FirstOrDefault();
        if (!File.Exists(top) || own is null) return;
        var source = new Microsoft.Extensions.Configuration.Json.JsonConfigurationSource { Path = top, Optional = true };
        source.ResolveFileProvider();
        sources.Insert(sources.IndexOf(own), source);
    }

    /// <summary>Nobody is trusted unless named: <c>ReverseProxy__KnownProxies</c> lists addresses, separated by commas.</summary>
    private static void TrustKnownProxies(ForwardedHeadersOptions options, string? known)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        var addresses = (known ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        options.ForwardedHeaders = addresses.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var address in addresses)
        {
            options.KnownProxies.Add(IPAddress.TryParse(address, out var ip)
                ? ip
                : throw new InvalidOperationException($"ReverseProxy__KnownProxies must list IP addresses; \"{address}\" isn't one."));
        }
    }
}
