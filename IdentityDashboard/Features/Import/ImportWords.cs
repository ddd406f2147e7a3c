using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Import;

/// <summary>What the check says about rows, as sentences that say what to do.</summary>
internal static class ImportWords
{
    public static readonly RowProblem AddressTwice = new("email", "This address stands further up in the file already.");
    public static readonly RowProblem ExternalIdTwice = new("external_id", "This external id stands further up in the file already.");
    public static readonly RowProblem ExternalIdHeld = new("external_id", "Somebody else has this external id.");
    public static readonly RowProblem InvitationRevoked = new("email", "This address has a pending invitation, which is revoked when the person is created.", IsWarning: true);
    public static readonly RowProblem NotMember = new("email", "This person is in the directory but doesn’t use this application. Invite them.", IsWarning: true);
    public static readonly RowProblem RolesForNewcomers = new("role", "Roles come with new people only. This person keeps the roles they have.", IsWarning: true);
    public static readonly RowProblem NoRolesHere = new("role", "Roles belong to environments, so an import into the directory gives none.", IsWarning: true);

    public static RowProblem UniqueTwice(string field) => new(field, "This value stands further up in the file already, and has to be unique.");

    /// <summary>A refusal in the fields of a file: what other doors call role_id is the column role here.</summary>
    public static IEnumerable<RowProblem> Of(Error error) => error.Fields is { Count: > 0 } fields
        ? fields.SelectMany(f => f.Value.Select(sentence => new RowProblem(Column(f.Key), sentence)))
        : [new RowProblem("", error.Message)];

    private static string Column(string field) => field switch
    {
        "role_id" => "role",
        "node_id" => "node",
        "group_ids" => "groups",
        _ => field,
    };
}
