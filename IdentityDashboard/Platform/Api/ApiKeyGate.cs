namespace IdentityDashboard.Platform.Api;

/// <summary>Nobody passes without a key that counts. Asked before anything else of the call is read.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, IApiKeys keys)
{
    public const string Header = "X-API-Key";
    private const int Longest = 512;

    public async Task InvokeAsync(HttpContext context)
    {
        var sent = context.Request.Headers[Header];
        if (sent is not [{ Length: > 0 } secret])
        {
            await Refuse(sent.Count == 0 ? ApiErrors.KeyMissing : ApiErrors.KeyInvalid);
            return;
        }

        var caller = secret.Length > Longest ? null : await keys.FindAsync(secret, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        if (caller is null)
        {
            await Refuse(ApiErrors.KeyInvalid);
            return;
        }

        context.Items[typeof(ApiCaller)] = caller;
        keys.Touch(caller.Actor.Id);
        await next(context);

        Task Refuse(Errors.Error error)
        {
            context.Response.Headers.WWWAuthenticate = "ApiKey";
            return error.ToHttp().ExecuteAsync(context);
        }
    }
}

internal static class ApiCallerOf
{
    /// <exception cref="InvalidOperationException">The call didn't come through the gate.</exception>
    public static ApiCaller Caller(this HttpContext context) => context.Items[typeof(ApiCaller)] as ApiCaller ?? throw new InvalidOperationException("No API key was asked for here.");
}
