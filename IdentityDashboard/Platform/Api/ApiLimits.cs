using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Platform.Api;

/// <summary>Limits per key: calls at once, calls in a minute, length of a body. Behind the gate, so that strangers don't fill the table.</summary>
internal sealed class ApiLimits(RequestDelegate next, IOptions<ApiOptions> options) : IDisposable
{
    private const int Seconds = 60;

    private readonly PartitionedRateLimiter<Guid> _atOnce = PartitionedRateLimiter.Create<Guid, Guid>(key =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.CallsAtOnce, QueueLimit = 0 }));

    private readonly PartitionedRateLimiter<Guid> _inAMinute = PartitionedRateLimiter.Create<Guid, Guid>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.CallsPerMinute, TokensPerPeriod = Math.Max(1, options.Value.CallsPerMinute / Seconds), ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true,
        }));

    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Caller().Actor.Id;
        var most = context.GetEndpoint()?.Metadata.GetMetadata<ApiBodyLimit>()?.Bytes ?? options.Value.MaxBodyBytes;
        if (context.Request.ContentLength > most)
        {
            await ApiErrors.TooLarge.ToHttp().ExecuteAsync(context);
            return;
        }

        // Not before: the server hangs up on a body over its limit, and the caller would never read why.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        using var slot = _atOnce.AttemptAcquire(key);
        using var token = slot.IsAcquired ? _inAMinute.AttemptAcquire(key) : slot;
        if (token.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = token.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await ApiErrors.TooMany.ToHttp().ExecuteAsync(context);
    }

    public void Dispose()
    {
        _atOnce.Dispose();
        _inAMinute.Dispose();
    }
}
