using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace IdentityDashboard.Features.SignIn;

/// <summary>
/// Answers 413 to a form larger than its page takes (A28). What was sent is read away first, since a browser that is
/// still sending when the connection closes shows no answer at all; the server's own limit still holds for that.
/// </summary>
internal static class LargeForms
{
    private const long ReadAtMost = 30_000_000;

    public static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        if (limit is null || !(context.Request.ContentLength > limit))
        {
            await next(context);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = ReadAtMost;
        if (context.Request.ContentLength <= ReadAtMost) await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
    }
}
