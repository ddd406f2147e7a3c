using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Audit;

/// <summary>
/// A link of the chain: covers the entries written since the seal before, and its hash covers that seal's hash. One
/// row a batch, not one an entry, so that sealing costs writers next to nothing.
/// </summary>
public sealed class AuditSeal
{
    /// <summary>1, 2, 3 ... without a gap.</summary>
    public long Position { get; init; }

    /// <summary>Sequence numbers covered, ascending, as ranges: <c>1001-1500,1502</c>.</summary>
    public required string Covered { get; init; }

    /// <summary>
    /// Numbers no seal has covered yet, same form: those below the last one that weren't there, because their act was
    /// rolled back or is still on its way, and without an end all from the next one on, such as <c>1501,1503-</c>. A number
    /// that is neither here nor covered was given up as rolled back.
    /// </summary>
    public required string Missing { get; init; }

    /// <summary>SHA-256 of each entry, in the order of <see cref="Covered"/>, one after the other.</summary>
    public required byte[] Digests { get; init; }

    /// <summary>SHA-256 over the previous seal's hash, position, covered, missing, time and digests: see <see cref="Chain.ChainHash"/>.</summary>
    public required byte[] Hash { get; init; }

    public DateTimeOffset At { get; init; }
}

internal sealed class AuditSealConfiguration : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> builder)
    {
        builder.ToTable("audit_seals");
        builder.HasKey(s => s.Position);
        builder.Property(s => s.Position).ValueGeneratedNever();
    }
}
