using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Platform.Api.Idempotency;

/// <summary>
/// A POST that says an Idempotency-Key is done once: a replay within a day gets the first answer again. A call that
/// broke off by our fault isn't remembered, so that the next one does it.
/// </summary>
internal sealed class IdempotencyKeys(RequestDelegate next, IIdempotencyStore store, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int Longest = 255;
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly string[] Remembered = ["Location", "ETag", "Content-Type"];
    private static readonly Error BadKey = new("invalid_idempotency_key", 400, $"An Idempotency-Key has 1 to {Longest} characters.");
    private static readonly Error Reused = new("idempotency_key_reused", 422, "This Idempotency-Key was used with another call. Take a new one.");
    private static readonly Error Running = new("idempotency_in_progress", 409, "The call with this Idempotency-Key is still under way. Ask again in a moment.");

    private readonly IDataProtector _seal = protection.CreateProtector("api.idempotency");

    private sealed record Answer(Dictionary<string, string> Headers, byte[] Body);

    public async Task InvokeAsync(HttpContext context)
    {
        var sent = context.Request.Headers[Header];
        if (!HttpMethods.IsPost(context.Request.Method) || sent.Count == 0)
        {
            await next(context);
            return;
        }

        if (sent is not [{ Length: >= 1 and <= Longest } key])
        {
            await BadKey.ToHttp().ExecuteAsync(context);
            return;
        }

        var now = clock.GetUtcNow();
        var record = new IdempotencyRecord { CallerId = context.Caller().Actor.Id, Key = key, RequestHash = await HashAsync(context), CreatedAt = now, LeasedUntil = now + Lease };
        if (await BeginAsync(record, context.RequestAborted) is { } there) await RepeatAsync(context, record, there, now);
        else await DoAsync(context, record.Id);
    }

    private async Task<IdempotencyRecord?> BeginAsync(IdempotencyRecord record, CancellationToken ct)
    {
        var there = await store.BeginAsync(record, ct);
        if (there is null || there.CreatedAt > record.CreatedAt - Kept) return there;
        await store.ForgetAsync(there.Id);
        return await store.BeginAsync(record, ct);
    }

    private async Task RepeatAsync(HttpContext context, IdempotencyRecord mine, IdempotencyRecord there, DateTimeOffset now)
    {
        if (!CryptographicOperations.FixedTimeEquals(mine.RequestHash, there.RequestHash)) await Reused.ToHttp().ExecuteAsync(context);
        else if (there is { Status: { } status, Answer: { } answer }) await ReplayAsync(context, status, JsonSerializer.Deserialize<Answer>(_seal.Unprotect(answer))!);
        else if (there.LeasedUntil < now && await store.TakeOverAsync(there, now + Lease, context.RequestAborted)) await DoAsync(context, there.Id);
        else
        {
            context.Response.Headers.RetryAfter = "1";
            await Running.ToHttp().ExecuteAsync(context);
        }
    }

    private static Task ReplayAsync(HttpContext context, int status, Answer answer)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        context.Response.Headers[Replayed] = "true";
        return context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }

    private async Task DoAsync(HttpContext context, Guid id)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        var done = false;
        // A caller that hangs up has begun something all the same: it is finished, and told when asked for again (R10).
        context.RequestAborted = CancellationToken.None;
        try
        {
            await next(context);
            done = context.Response.StatusCode < 500;
        }
        finally
        {
            context.Response.Body = wire;
            if (done) await store.EndAsync(id, context.Response.StatusCode, _seal.Protect(JsonSerializer.SerializeToUtf8Bytes(new Answer(HeadersOf(context), kept.ToArray()))));
            else await store.ForgetAsync(id);
        }

        kept.Position = 0;
        await kept.CopyToAsync(wire, context.RequestAborted);
    }

    private static Dictionary<string, string> HeadersOf(HttpContext context) =>
        Remembered.Where(context.Response.Headers.ContainsKey).ToDictionary(name => name, name => context.Response.Headers[name].ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the body to its end and winds it back.</summary>
    private static async Task<byte[]> HashAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Path}{context.Request.QueryString}\n")));
        var part = new byte[16 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0;) hash.AppendData(part.AsSpan(0, read));
        context.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
