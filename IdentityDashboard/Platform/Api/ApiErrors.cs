using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Platform.Api;

/// <summary>Refusals of the door itself, before any feature is asked.</summary>
internal static class ApiErrors
{
    public static readonly Error KeyMissing = new("api_key_missing", 401, "Send an API key in the header X-API-Key.");
    public static readonly Error KeyInvalid = new("api_key_invalid", 401, "This API key is unknown, revoked or expired.");
    public static readonly Error Malformed = new("malformed_json", 400, "The body isn't JSON as this call expects it.");
    public static readonly Error BodyMissing = new("malformed_json", 400, "This call takes a JSON body.");
    public static readonly Error NotJson = new("unsupported_media_type", 415, "Send the body as application/json.");
    public static readonly Error TooLarge = new("body_too_large", 413, "The body is larger than this call takes.");
    public static readonly Error PageToken = new("invalid_page_token", 400, "This page_token doesn't belong to this list. Begin again without one.");
    public static readonly Error NoRoute = new("not_found", 404, "There is nothing at this address. GET /openapi/v1.json lists the calls.");
    public static readonly Error NoMethod = new("method_not_allowed", 405, "This address doesn't take this method.");
    public static readonly Error Stale = new("precondition_failed", 412, "It was changed since you read it. Read it again and repeat your change.");
    public static readonly Error TooMany = new("rate_limited", 429, "Too many calls with this key. Wait as long as Retry-After says.");
    public static readonly Error Internal = new("internal_error", 500, "This is our fault. It is in the log under the reference; nothing was changed halfway.");
    public static readonly Error Unavailable = new("database_unavailable", 503, "The database doesn't answer. Try again in a moment.");

    private static readonly HashSet<string> Absent = new(StringComparer.Ordinal) { "role_not_found", "node_not_found", "group_not_found", "identity_not_found" };

    /// <summary>
    /// What services say to a form, as programs are told it: an id that isn't there is 404 wherever it stands (A37), and
    /// every other field that breaks a rule has one code; which field and which rule stands in its errors.
    /// </summary>
    public static Error ForPrograms(this Error error) => error is not { Status: StatusCodes.Status422UnprocessableEntity, Fields: not null } ? error
        : Absent.Contains(error.Code) ? error with { Status = StatusCodes.Status404NotFound } : error with { Code = "validation_failed" };

    public static Error UnknownField(string path) => new("unknown_field", 400, $"This call has no field \"{path}\".");

    public static Error Duplicate(string path) => new("malformed_json", 400, $"\"{path}\" stands in the body twice.");

    public static Error UnknownQuery(string name) => new("unknown_parameter", 400, $"This call has no parameter \"{name}\".");

    public static Error BadQuery(string name, string takes) => new("invalid_parameter", 400, $"\"{name}\" takes {takes}.");

    public static Error WrongType(string path) => Error.Field("validation_failed", 422, path, "This value has another type than the call expects.");

    public static Error Generic(int status) => new("bad_request", status, "This call can't be answered as it was sent.");
}
