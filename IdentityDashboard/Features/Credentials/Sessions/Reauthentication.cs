using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>
/// Does what a page is asked for; where <see cref="SessionGuard"/> wants to know first who sits there, asks for the
/// password and then does it again (A31).
/// </summary>
internal sealed class Reauthentication(Dialogs dialogs)
{
    public async Task<Result> TryAsync(Actor actor, Func<Task<Result>> act)
    {
        var result = await act();
        return result.Error == SessionGuard.Stale && await AskAsync(actor) ? await act() : result;
    }

    public async Task<Result<T>> TryAsync<T>(Actor actor, Func<Task<Result<T>>> act)
    {
        var result = await act();
        return result.Error == SessionGuard.Stale && await AskAsync(actor) ? await act() : result;
    }

    private Task<bool> AskAsync(Actor actor) => dialogs.ShowAsync<ReauthenticationDialog, bool>(ReauthenticationDialog.Heading, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ReauthenticationDialog.Actor)] = actor });
}
