namespace IdentityDashboard.Features.Roles;

/// <summary>What a role's dialog answers.</summary>
public sealed record RoleSaved(Guid Id, string Name);
