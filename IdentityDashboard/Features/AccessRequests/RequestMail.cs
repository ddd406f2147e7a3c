using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>Writes to approvers that something waits, and to the requester what was decided; links start with the configured address.</summary>
internal sealed class RequestMail(MailOutbox outbox, IOptions<PublicUrlOptions> options, TimeProvider clock)
{
    public const string Purpose = "access_request";

    /// <summary>As many approvers are written to; the queue shows the request to all of them.</summary>
    private const int MostApprovers = 50;

    private const string NothingElse = "The link opens a page of the dashboard; nothing happens by opening it.";

    private sealed record Reader(string Email, string FirstName);

    public void Wake() => outbox.Wake();

    public async Task ToApproversAsync(DashboardDbContext db, AccessFlow flow, AccessRequest request, string requester, RoleAtNode grant, CancellationToken ct)
    {
        var account = await AccountAsync(db, request.AccountId, ct);
        foreach (var approver in await ApproversAsync(db, request, ct))
        {
            var letter = new MailLetter(account, $"{requester} requests {FlowWords.Place(grant)}", $"For {Durations.Text(request.Hours)}. You can approve, shorten or refuse it.")
            {
                Greeting = $"Hello {approver.FirstName},",
                Opening = $"{requester} requests {FlowWords.Place(grant)} in {grant.EnvironmentName}.",
                Strong = [requester],
                Facts = [new MailFact(request.IsExtension ? "From now on" : "For", Durations.Text(request.Hours)), new MailFact("Access flow", flow.Name)],
                Quote = request.Reason,
                ButtonText = "Look at the request",
                Url = $"{options.Value.Base}/access/requests",
                AfterButton = "You see what they have now, and approve, shorten or refuse it there.",
                Closing = $"You get this because the access flow names you as an approver. {NothingElse}",
            };
            outbox.Enqueue(db, letter.ToDraft(request.AccountId, approver.Email, Purpose, request.Id));
        }
    }

    /// <summary>What still waits to be sent about the request is called off: it has been decided.</summary>
    public Task CallOffAsync(DashboardDbContext db, IReadOnlyCollection<Guid> requestIds, CancellationToken ct) => outbox.CancelAsync(db, requestIds, ct);

    /// <param name="until">The end of what was granted; null when it was refused.</param>
    public async Task ToRequesterAsync(DashboardDbContext db, AccessRequest request, RoleAtNode grant, DateTimeOffset? until, CancellationToken ct)
    {
        var reader = await db.Identities.Where(i => i.Id == request.RequesterId && i.State == PrincipalState.Active && i.Email != null)
            .Select(i => new Reader(i.Email!, i.FirstName)).FirstOrDefaultAsync(ct);
        if (reader is not null) outbox.Enqueue(db, Decision(reader, request, grant, until, await AccountAsync(db, request.AccountId, ct)));
    }

    /// <summary>The same for many that were refused at once.</summary>
    public async Task ToRequestersAsync(DashboardDbContext db, IReadOnlyList<(AccessRequest Request, RoleAtNode Grant)> refused, CancellationToken ct)
    {
        if (refused.Count == 0) return;
        var account = await AccountAsync(db, refused[0].Request.AccountId, ct);
        var ids = refused.Select(r => r.Request.RequesterId).Distinct().ToList();
        var readers = await db.Identities.Where(i => ids.Contains(i.Id) && i.State == PrincipalState.Active && i.Email != null)
            .Select(i => new { i.Id, Reader = new Reader(i.Email!, i.FirstName) }).ToDictionaryAsync(i => i.Id, i => i.Reader, ct);
        foreach (var (request, grant) in refused)
        {
            if (readers.TryGetValue(request.RequesterId, out var reader)) outbox.Enqueue(db, Decision(reader, request, grant, until: null, account));
        }
    }

    private MailDraft Decision(Reader reader, AccessRequest request, RoleAtNode grant, DateTimeOffset? until, string account)
    {
        var what = FlowWords.Place(grant);
        var facts = until is { } end ? new List<MailFact> { new("Until", RelativeTimeText.Absolute(end)) } : [];
        if (until is not null && request.GrantedHours < request.Hours) facts.Add(new MailFact("You asked for", Durations.Text(request.Hours)));
        return new MailLetter(account, until is null ? $"Your request for {what} was refused" : $"You have {what}", $"Decided by {request.DecidedByName}.")
        {
            Greeting = $"Hello {reader.FirstName},",
            Opening = until is null
                ? $"{request.DecidedByName} refused your request for {what} in {grant.EnvironmentName}."
                : $"{request.DecidedByName} approved your request: you have {what} in {grant.EnvironmentName}.",
            Strong = [request.DecidedByName!],
            Facts = facts,
            Quote = request.Note,
            ButtonText = "Open My access",
            Url = $"{options.Value.Base}/my-access",
            AfterButton = until is null ? "You can ask again there." : "There you see until when, ask for more time, or give it back.",
            Closing = NothingElse,
        }.ToDraft(request.AccountId, reader.Email, Purpose, request.Id);
    }

    private static Task<string> AccountAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) =>
        db.Accounts.Where(a => a.Id == accountId).Select(a => a.Name).SingleAsync(ct);

    /// <summary>Those named in the flow who can decide it; never who asked.</summary>
    private async Task<IReadOnlyList<Reader>> ApproversAsync(DashboardDbContext db, AccessRequest request, CancellationToken ct)
    {
        var parties = await db.AccessFlowParties.Where(p => p.FlowId == request.FlowId && p.Part == FlowPart.Approver).Select(p => new { p.IdentityId, p.GroupId }).ToListAsync(ct);
        var groups = parties.Where(p => p.GroupId is not null).Select(p => p.GroupId!.Value).ToList();
        var named = parties.Where(p => p.IdentityId is not null).Select(p => p.IdentityId!.Value).ToList();
        var members = groups.Count == 0 ? [] : await Memberships.PeopleOf(db, groups, clock.GetUtcNow()).OrderBy(id => id).Take(MostApprovers).ToListAsync(ct);
        var candidates = named.Concat(members).Distinct().Where(id => id != request.RequesterId).Take(MostApprovers).ToList();
        var able = await HeldNow.HoldersAsync(db, candidates, Permissions.AccessApprove, request.NodeId, clock.GetUtcNow(), ct);
        return await db.Identities.Where(i => able.Contains(i.Id) && i.Email != null).Select(i => new Reader(i.Email!, i.FirstName)).ToListAsync(ct);
    }
}
