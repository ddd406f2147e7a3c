using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Import;

/// <summary>Writes judged rows within the caller's transaction, through the services every door ends in; the caller saves.</summary>
internal sealed class ImportWriter(IdentityService identities, IdentityAmendBatch amendments, InvitationService invitations, InvitationBatch letters)
{
    /// <summary>The people to create, in the order of their rows.</summary>
    public static IReadOnlyList<NewIdentity> PeopleOf(ImportOrder order, IReadOnlyList<JudgedRow> judged) => order.Mode == ImportMode.Invite ? []
        : [.. judged.Where(j => j.Verdict == ImportVerdict.Create).Select(j => j.Row.Person with { Groups = j.Groups, RoleId = j.RoleId, NodeId = j.NodeId, MustChangePassword = order.Choices.MustChangePassword })];

    /// <param name="people"><see cref="PeopleOf"/>, with their passwords hashed.</param>
    public async Task<IReadOnlyList<WrittenRow>> WriteAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<JudgedRow> judged, IReadOnlyList<NewIdentity> people, CancellationToken ct)
    {
        var news = judged.Where(j => j.Verdict == ImportVerdict.Create).ToList();
        var created = order.Mode == ImportMode.Invite ? await InviteAsync(db, order, news, ct) : await CreateAsync(db, order, people, ct);
        var known = judged.Where(j => j.Verdict == ImportVerdict.Update).ToList();
        var changed = await amendments.ApplyAsync(db, order.Actor, [.. known.Select(RowJudge.Amended)], ct);
        return
        [
            .. judged.Where(j => j.IsFailure).Select(j => Failed(j, j.Problems.First(p => !p.IsWarning)))
                .Concat(judged.Where(j => j.Verdict == ImportVerdict.Unchanged).Select(j => new WrittenRow(j.Row.Line, ImportOutcome.Skipped)))
                .Concat(news.Zip(created, (row, result) => result.Error is { } error ? Failed(row, ImportWords.Of(error).First()) : new WrittenRow(row.Row.Line, ImportOutcome.Created, result.Value)))
                .Concat(known.Zip(changed, (row, result) => result.Error is { } error ? Failed(row, ImportWords.Of(error).First()) : new WrittenRow(row.Row.Line, ImportOutcome.Updated)))
                .OrderBy(r => r.Line),
        ];
    }

    /// <summary>To be called after the commit, so that mails don't wait for the worker's next look.</summary>
    public void Wake() => letters.Wake();

    private async Task<IReadOnlyList<Result<Guid>>> CreateAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<NewIdentity> people, CancellationToken ct)
    {
        if (people.Count == 0) return [];
        var created = await identities.CreateAsync(db, order.Actor, new CreateScope(order.ApplicationId, order.EnvironmentId), people, ct);
        return [.. created.Select(c => c.Error is { } error ? (Result<Guid>)error : c.Value.Id)];
    }

    private async Task<IReadOnlyList<Result<Guid>>> InviteAsync(DashboardDbContext db, ImportOrder order, List<JudgedRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var sent = await invitations.InviteAsync(db, order.Actor, order.EnvironmentId!.Value, [.. rows.Select(New)], ct);
        return [.. sent.Select(s => s.Error is { } error ? (Result<Guid>)error : s.Value.Id)];

        NewInvitation New(JudgedRow row) => new(row.Row.Person.Email, row.Row.Person.FirstName, row.Row.Person.LastName, row.Row.Person.Phone, row.RoleId, row.NodeId, row.Groups)
        {
            Traits = row.Row.Person.Traits, SendEmail = order.Choices.SendEmail,
        };
    }

    private static WrittenRow Failed(JudgedRow row, RowProblem problem) => new(row.Row.Line, ImportOutcome.Failed, null, new RowFailure(row.Row.Line, problem.Field, problem.Sentence));
}
