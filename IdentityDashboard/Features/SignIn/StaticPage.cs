using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>
/// A page that the server draws whole, with plain forms: it works before anybody is signed in and without a live
/// connection. Forms are small, and take exactly the fields they have, each once (A4, A5, A15).
/// </summary>
public abstract class StaticPage : ComponentBase
{
    /// <summary>Bytes a form may have; a password of a megabyte is never hashed (A28).</summary>
    public const int MaxForm = 32 * 1024;

    private static readonly string[] FrameworkFields = ["_handler", "__RequestVerificationToken"];

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")] public string? Wanted { get; set; }

    protected Error? Error { get; set; }

    protected CancellationToken Aborted => Http.RequestAborted;

    protected string? Ip => Http.Connection.RemoteIpAddress?.ToString();

    protected bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    /// <summary>Where to go afterwards: always inside this app (A56).</summary>
    protected string Destination => ReturnUrl.Local(Wanted);

    /// <summary>For links to a sister page that leads to the same place.</summary>
    protected string BackQuery => Destination == "/" ? "" : $"?returnUrl={Uri.EscapeDataString(Destination)}";

    /// <summary>
    /// False, and on the way to it, when another step of the sign-in is before whoever is here: a page that acts for a
    /// signed-in person can't be used to walk around it (A17).
    /// </summary>
    protected bool MayAct(SignInStep? here = null)
    {
        if (Http.User.NextStep() is not { } step || step == here) return true;
        Go(SignInStepPages.PathOf(step) + BackQuery);
        return false;
    }

    /// <summary>Relative, so that a made-up Host header can't send anybody elsewhere (A14).</summary>
    protected void Go(string localUrl) => Http.Response.Redirect(Ascii(localUrl));

    protected string Posted(string field) => IsPost && Http.Request.HasFormContentType && Http.Request.Form[field] is [{ } value] ? value : "";

    /// <summary>False, with status 400, when the form holds other fields than these or one of them twice.</summary>
    protected bool HasOnly(params ReadOnlySpan<string> fields)
    {
        foreach (var (name, values) in Http.Request.Form)
        {
            if (values.Count == 1 && (fields.Contains(name) || FrameworkFields.Contains(name, StringComparer.Ordinal))) continue;
            Http.Response.StatusCode = StatusCodes.Status400BadRequest;
            Error = new Error("malformed_form", StatusCodes.Status400BadRequest, "This form arrived changed. Open the page again and fill it in.");
            return false;
        }

        return true;
    }

    /// <summary>The sentence that belongs to the form as a whole.</summary>
    protected string? FormError => Error is { Fields: null } ? Error.Message : null;

    /// <summary>Whether a field is the first with a problem, or the one to begin with: there the cursor goes (U49).</summary>
    protected bool Focus(string field, bool first = false) => Error?.Fields is { Count: > 0 } wrong ? string.Equals(wrong.Keys.First(), field, StringComparison.Ordinal) : first;

    /// <summary>A header takes ASCII only; what else is in a path is escaped.</summary>
    private static string Ascii(string url) => string.Concat(url.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
