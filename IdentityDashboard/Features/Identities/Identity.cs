using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// A person or service account in the account's directory. Rests on ASP.NET Core Identity for the password hash,
/// the security stamp (a new one ends every session) and the lockout.
/// </summary>
/// <remarks><see cref="IdentityUser{TKey}.NormalizedEmail"/> holds <see cref="EmailAddress.Normalized"/>.</remarks>
public sealed class Identity : IdentityUser<Guid>
{
    public const string LocalSource = "Local";
    public const int MaxExternalIdLength = 255;

    public static readonly DateTimeOffset NeverSeen = DateTimeOffset.UnixEpoch;

    public Guid AccountId { get; init; }

    public required string FirstName { get; set; }

    public required string LastName { get; set; }

    /// <summary>First and last name in lower case: what the list sorts by and what short searches look up.</summary>
    public required string SortName { get; set; }

    /// <summary>Names, email and searchable attributes in lower case, indexed by trigrams.</summary>
    public required string SearchText { get; set; }

    /// <summary>The values of searchable attributes, separated by spaces: a part of <see cref="SearchText"/>.</summary>
    public string SearchExtra { get; set; } = "";

    public PrincipalState State { get; set; }

    /// <summary><see cref="LocalSource"/>, or the name of the identity provider that owns the record.</summary>
    public string Source { get; init; } = LocalSource;

    public string? ExternalId { get; set; }

    /// <summary>The next sign-in goes through a page where they choose their own password.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>Null while the password, if there is one, is the one the record was made with.</summary>
    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>Kept for the sign-in that asks for it: they enrol a second factor before anything else.</summary>
    public bool RequireMfaEnrolment { get; set; }

    /// <summary>A JSON object that programs keep with the record, see <see cref="IdentityMetadata"/>; null for an empty one.</summary>
    public string? Metadata { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary><see cref="NeverSeen"/> until the first sign-in: a value, so that the list can page by it.</summary>
    public DateTimeOffset LastSeenAt { get; set; } = NeverSeen;

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Goes with the last new security stamp.</summary>
    public SessionEnd SessionsEnded { get; set; }

    public string FullName => PersonName.Join(FirstName, LastName);

    /// <summary>A new state ends all sessions and links of the one before.</summary>
    public void Enter(PrincipalState state, DateTimeOffset now)
    {
        (State, UpdatedAt) = (state, now);
        DeletedAt = state == PrincipalState.Deleted ? now : null;
        (SecurityStamp, SessionsEnded) = (Guid.NewGuid().ToString("N"), SessionEnd.StateChanged);
        ConcurrencyStamp = Guid.NewGuid().ToString();
    }

    /// <summary>Keeps what is derived from names and email in step with them. Call after changing any.</summary>
    public void Refresh()
    {
        SortName = PersonName.SortKey(FirstName, LastName, NormalizedEmail!);
        SearchText = $"{PersonName.Join(FirstName, LastName)} {NormalizedEmail} {SearchExtra}".TrimEnd().ToLowerInvariant();
    }
}

internal sealed class IdentityConfiguration : IEntityTypeConfiguration<Identity>
{
    /// <summary>The value of <see cref="PrincipalState.Deleted"/> in the database.</summary>
    private const string NotDeleted = "state <> 3";

    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("identities");
        builder.Property(i => i.FirstName).HasMaxLength(PersonName.MaxLength);
        builder.Property(i => i.LastName).HasMaxLength(PersonName.MaxLength);
        builder.Property(i => i.SortName).HasMaxLength(2 * PersonName.MaxLength + 1);
        builder.Property(i => i.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(i => i.NormalizedEmail).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(i => i.Source).HasMaxLength(120);
        builder.Property(i => i.ExternalId).HasMaxLength(Identity.MaxExternalIdLength);
        builder.Property(i => i.PhoneNumber).HasMaxLength(32);
        builder.Ignore(i => i.FullName);

        foreach (var index in builder.Metadata.GetIndexes().ToList()) builder.Metadata.RemoveIndex(index);
        builder.HasIndex(i => new { i.AccountId, i.NormalizedEmail }).IsUnique().HasFilter(NotDeleted);
        // The state stands in it so that a list can be walked without fetching the rows it passes over.
        builder.HasIndex(i => new { i.AccountId, i.SortName, i.Id, i.State });
        builder.HasIndex(i => new { i.AccountId, i.CreatedAt, i.Id });
        builder.HasIndex(i => new { i.AccountId, i.LastSeenAt, i.Id });
        builder.HasIndex(i => new { i.AccountId, i.State, i.SortName, i.Id });
        builder.HasIndex(i => new { i.AccountId, i.Source, i.SortName, i.Id });
        builder.HasIndex(i => new { i.AccountId, i.TwoFactorEnabled, i.SortName, i.Id });
        // Finds who already has an id of another system, for imports and synchronising.
        builder.HasIndex(i => new { i.AccountId, i.ExternalId }).HasFilter("external_id IS NOT NULL");
        builder.HasIndex(i => i.DeletedAt).HasFilter("deleted_at IS NOT NULL");
    }
}
