using System.Diagnostics;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Platform.Api;

/// <summary>Whatever goes wrong below the API leaves it as a problem, without a stack or a statement (A60).</summary>
internal sealed class ApiFailures(RequestDelegate next, ILogger<ApiFailures> log)
{
    private static readonly Action<ILogger, string, Exception?> Failed = LoggerMessage.Define<string>(LogLevel.Error, new EventId(1, "ApiFailed"), "An API call failed; reference {Reference}");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (ApiRefusalException e) when (!context.Response.HasStarted)
        {
            await e.Error.ToHttp().ExecuteAsync(context);
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await (e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiErrors.TooLarge : ApiErrors.Generic(e.StatusCode)).ToHttp().ExecuteAsync(context);
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var reference = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            Failed(log, reference, e);
            context.Response.Clear();
            await FailureAsync(context, DatabaseFailure.Is(e) ? ApiErrors.Unavailable : ApiErrors.Internal, reference);
            return;
        }

        if (context.Response is { HasStarted: false, ContentLength: null, ContentType: null } && Bare(context.Response.StatusCode) is { } bare) await bare.ToHttp().ExecuteAsync(context);
    }

    private static Task FailureAsync(HttpContext context, Error error, string reference)
    {
        if (error.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
        return new ProblemResult(error, reference).ExecuteAsync(context);
    }

    private static Error? Bare(int status) => status switch
    {
        < 400 => null,
        404 => ApiErrors.NoRoute,
        405 => ApiErrors.NoMethod,
        415 => ApiErrors.NotJson,
        _ => ApiErrors.Generic(status),
    };
}
