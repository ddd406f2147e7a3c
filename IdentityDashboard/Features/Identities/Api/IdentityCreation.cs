using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>Creates people for an API key: in its environment's application, by the rules every door obeys.</summary>
internal sealed class IdentityCreation(IdentityService identities, GroupQueries groups, IdentityRecords records)
{
    public const string NoSchema = "There is one schema, \"default\".";
    public const string TwoNames = "Send full_name, or first_name and last_name, not both.";

    /// <summary>One result per row, in the order given.</summary>
    public async Task<IReadOnlyList<Result<IdentityJson>>> CreateAsync(ApiCaller caller, IReadOnlyList<IdentityBody> rows, CancellationToken ct)
    {
        var names = await groups.NamesAsync(caller.Actor.AccountId, [.. rows.SelectMany(r => r.GroupIds ?? []).Distinct()], ct);
        var refused = rows.Select(Refusal).ToList();
        var open = rows.Where((_, i) => refused[i] is null).Select(r => New(r, names)).ToList();
        var made = new Queue<Result<CreatedIdentity>>(open.Count == 0 ? [] : await identities.CreateAsync(caller.Actor, new CreateScope(caller.ApplicationId, caller.EnvironmentId), open, ct));
        var results = refused.ConvertAll(error => error is null ? made.Dequeue() : error);
        var read = (await records.ReadAsync(caller.Actor, Sight.All, [.. results.Where(r => r.Succeeded).Select(r => r.Value.Id)], ct)).ToDictionary(r => r.Id);
        return results.ConvertAll(r => r.Error is { } error ? (Result<IdentityJson>)error : Told(read[r.Value.Id], r.Value));
    }

    private static IdentityJson Told(IdentityJson record, CreatedIdentity made) => record with
    {
        Assignment = made is { Assigned: { } grant, AssignmentId: { } assignment } ? new AssignmentJson(assignment, grant.RoleId, grant.NodeId, made.Id) : null,
        Warnings = made.RevokedInvitation ? [new WarningJson("invitation_revoked", "A pending invitation for this address was withdrawn, since the person is here now.")] : null,
    };

    private static Error? Refusal(IdentityBody row)
    {
        var errors = new FieldErrors();
        if (row.SchemaId is not (null or IdentityJson.DefaultSchema)) errors.Add("schema_id", NoSchema);
        if (row is { FullName: not null, FirstName: not null } or { FullName: not null, LastName: not null }) errors.Add("full_name", TwoNames);
        TraitJson.Check(row.Traits, errors);
        return errors.Any ? errors.ToError() : null;
    }

    private static NewIdentity New(IdentityBody row, IReadOnlyDictionary<Guid, string> groups)
    {
        var (first, last) = row.FullName is { } full ? PersonName.Split(full) : (row.FirstName ?? "", row.LastName ?? "");
        return new NewIdentity(row.Email ?? "", first, last)
        {
            Phone = row.Phone, Password = row.Password, ExternalId = row.ExternalId, EmailVerified = row.EmailVerified ?? false, MustChangePassword = row.MustChangePassword ?? false,
            RequireMfaEnrolment = row.RequireMfaEnrolment ?? false, Metadata = row.Metadata, RoleId = row.RoleId, NodeId = row.NodeId, Traits = TraitJson.Read(row.Traits),
            Groups = [.. (row.GroupIds ?? []).Distinct().Select(id => new GroupChoice(id, groups.GetValueOrDefault(id, "")))],
        };
    }
}
