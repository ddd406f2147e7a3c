using System.Text;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IdentityDashboard.Features.Mail;

/// <summary>The HTML part of one kept mail, for the frame of the page: no scripts, nothing from elsewhere but the account's logo, only in our own pages.</summary>
internal static class DevMailEndpoint
{
    private const string Policy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void MapDevMail(this IEndpointRouteBuilder app) =>
        app.MapGet("/dev/mail/{id:guid}/html", GetAsync).RequireAuthorization().WithName("DevMailHtml").ExcludeFromDescription();

    private static async Task<Results<ContentHttpResult, NotFound>> GetAsync(Guid id, HttpContext context, DevMailbox mailbox, CancellationToken ct)
    {
        if (context.User.ToActor() is not { } actor || await mailbox.GetAsync(actor, id, ct) is not { Succeeded: true } mail) return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        // A link followed inside the frame would be refused there (frame-ancestors): let it open beside.
        var html = mail.Value.Html.Replace("<head>", """<head><base target="_blank">""", StringComparison.Ordinal);
        return TypedResults.Content(html, "text/html", Encoding.UTF8);
    }
}
