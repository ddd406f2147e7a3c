using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>What a call sends of one person; the product takes the same text.</summary>
internal sealed record SentPerson(string Email, string FirstName, string LastName, string? Phone, string? ExternalId, bool EmailVerified, string? Password);

internal sealed record SentPeople(IReadOnlyList<SentPerson> Identities);

/// <summary>Where people are written: the account, its application, and who does it.</summary>
internal sealed record FloorPlace(Guid AccountId, Guid ApplicationId, Guid KeyId);

/// <summary>The rows that the product writes for one person, value by value, without any rule looked at.</summary>
/// <param name="hash">Of the password, as a file brings it.</param>
internal sealed class FloorPerson(SentPerson sent, FloorPlace place, string? hash = null)
{
    public const string IdentityColumns =
        "id, access_failed_count, account_id, concurrency_stamp, created_at, deleted_at, email, email_confirmed, external_id, first_name, last_name, last_seen_at, lockout_enabled, lockout_end, metadata, must_change_password, normalized_email, normalized_user_name, password_hash, phone_number, phone_number_confirmed, require_mfa_enrolment, search_extra, search_text, security_stamp, sessions_ended, sort_name, source, state, two_factor_enabled, updated_at, user_name";

    public const string MemberColumns = "application_id, identity_id, account_id, created_at, state";
    public const string AuditColumns = "id, account_id, action, actor_id, actor_kind, actor_name, at, changes, ip, search_text, target_id, target_kind, target_name";
    private const string Action = "user.created";
    private const string ActorName = "Bootstrap";
    private const string Ip = "127.0.0.1";
    private const int ByKey = 1;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Guid Id { get; } = Guid.CreateVersion7();

    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;

    public string Name { get; } = $"{sent.FirstName} {sent.LastName}";

    private string Password => hash is null ? "none" : "set";

    public object?[] Identity()
    {
        var email = sent.Email.ToLowerInvariant();
        return
        [
            Id, 0, place.AccountId, Guid.NewGuid().ToString(), At, null, sent.Email, sent.EmailVerified, sent.ExternalId, sent.FirstName, sent.LastName, DateTimeOffset.UnixEpoch, true, null, null, false,
            email, email, hash, sent.Phone, false, false, "", $"{Name} {email}".ToLowerInvariant(), Guid.NewGuid().ToString("N"), 0, Name.ToLowerInvariant(), "Local", 0, false, At, sent.Email,
        ];
    }

    public object?[] Member() => [place.ApplicationId, Id, place.AccountId, At, 0];

    public object?[] Audit()
    {
        var changes = new Dictionary<string, string?[]>(StringComparer.Ordinal)
        {
            ["email"] = [null, sent.Email], ["first_name"] = [null, sent.FirstName], ["last_name"] = [null, sent.LastName], ["phone"] = [null, sent.Phone], ["external_id"] = [null, sent.ExternalId],
            ["password"] = [null, Password], ["email_verified"] = ["no", "yes"],
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"{Action} {ActorName} {Name} {sent.Email} {sent.FirstName} {sent.LastName} {sent.Phone} {sent.ExternalId} {Password} no yes").ToLowerInvariant();
        return [Guid.CreateVersion7(), place.AccountId, Action, place.KeyId, ByKey, ActorName, At, JsonSerializer.Serialize(changes, Json), Ip, text, Id, "user", Name];
    }

    public FloorAnswer Answer() => new(Id, sent.Email, sent.FirstName, sent.LastName, Name, sent.Phone, "active", sent.ExternalId, sent.EmailVerified, At, At);
}

internal sealed record FloorAnswer(
    Guid Id, string Email, string FirstName, string LastName, string FullName, string? Phone, string State, string? ExternalId, bool EmailVerified, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
