using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Workspace;

/// <summary>The one row that lets whoever reads the log create the first account. Gone once used.</summary>
public sealed class SetupToken
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>Encrypted, because it is printed again at each start until used.</summary>
    public required byte[] Protected { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SetupTokenConfiguration : IEntityTypeConfiguration<SetupToken>
{
    public void Configure(EntityTypeBuilder<SetupToken> builder)
    {
        builder.ToTable("setup_token");
        builder.Property(t => t.Id).ValueGeneratedNever();
    }
}
