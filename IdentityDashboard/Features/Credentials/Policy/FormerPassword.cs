using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>The hash of a password somebody had before; kept as long as the policy looks back.</summary>
public sealed class FormerPassword
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid IdentityId { get; init; }

    public required string Hash { get; init; }

    public DateTimeOffset ReplacedAt { get; init; }
}

internal sealed class FormerPasswordConfiguration : IEntityTypeConfiguration<FormerPassword>
{
    public void Configure(EntityTypeBuilder<FormerPassword> builder)
    {
        builder.ToTable("former_passwords");
        builder.HasIndex(p => new { p.IdentityId, p.ReplacedAt });
    }
}
