using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Access;

/// <summary>A key <c>resource.action</c> in an environment's catalogue.</summary>
public sealed class Permission
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public required string Key { get; init; }

    public required string Description { get; set; }

    public bool IsBuiltIn { get; init; }
}

/// <summary>A named bundle of permissions of an environment.</summary>
public sealed class Role
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    public bool IsBuiltIn { get; init; }
}

public sealed class RolePermission
{
    public Guid RoleId { get; init; }

    public Guid PermissionId { get; init; }
}

internal sealed class PermissionConfiguration : IEntityTypeConfiguration<Permission>
{
    public void Configure(EntityTypeBuilder<Permission> builder)
    {
        builder.ToTable("permissions");
        builder.Property(p => p.Key).HasMaxLength(120);
        builder.Property(p => p.Description).HasMaxLength(400);
        builder.HasIndex(p => new { p.EnvironmentId, p.Key }).IsUnique();
    }
}

internal sealed class RoleConfiguration : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> builder)
    {
        builder.ToTable("roles");
        builder.Property(r => r.Name).HasMaxLength(100);
        builder.Property(r => r.Description).HasMaxLength(400);
        builder.HasIndex(r => new { r.EnvironmentId, r.Name }).IsUnique();
    }
}

internal sealed class RolePermissionConfiguration : IEntityTypeConfiguration<RolePermission>
{
    public void Configure(EntityTypeBuilder<RolePermission> builder)
    {
        builder.ToTable("role_permissions");
        builder.HasKey(p => new { p.RoleId, p.PermissionId });
        builder.HasIndex(p => p.PermissionId);
        builder.HasOne<Role>().WithMany().HasForeignKey(p => p.RoleId);
        builder.HasOne<Permission>().WithMany().HasForeignKey(p => p.PermissionId);
    }
}
