using System.Text.Json.Serialization;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Platform.Api;

public sealed record BulkSummary(int Total, int Succeeded, int Failed);

/// <param name="Status">"success" or "error".</param>
/// <param name="Code">What the row would have answered alone: 201, 409, 422 ...</param>
public sealed record BulkItem<T>(
    int Index, string Status, int Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] T? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ApiProblem? Error)
    where T : class;

public sealed record BulkAnswer<T>(BulkSummary Summary, IReadOnlyList<BulkItem<T>> Results)
    where T : class;

/// <summary>Calls that take many rows, each on its own: one bad row costs no other (S58).</summary>
internal static class ApiBulk
{
    public const int Most = 200;

    /// <summary>Why the call is refused as a whole, nothing being written.</summary>
    public static Error? Refusal<T>(IReadOnlyList<T>? rows, string field) => rows switch
    {
        null or { Count: 0 } => Error.Field("validation_failed", 422, field, "Send at least one."),
        { Count: > Most } => new Error("bulk_limit_exceeded", 400, $"A call takes at most {Most} rows; this one has {rows.Count}."),
        _ when rows.Any(r => r is null) => Error.Field("validation_failed", 422, field, "A row is null."),
        _ => null,
    };

    /// <summary>200 when all went well, 207 when not.</summary>
    public static IResult Answer<T>(IReadOnlyList<Result<T>> rows, int successCode = StatusCodes.Status201Created)
        where T : class
    {
        var results = rows.Select((r, i) => r.Error?.ForPrograms() is { } error
            ? new BulkItem<T>(i, "error", error.Status, null, ApiProblem.Of(error)) : new BulkItem<T>(i, "success", successCode, r.Value, null)).ToList();
        var failed = results.Count(r => r.Error is not null);
        return ApiResults.Json(new BulkAnswer<T>(new BulkSummary(rows.Count, rows.Count - failed, failed), results), failed == 0 ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus);
    }
}
