using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Access;

/// <summary>Before a role with power over others' access is given, its powers are listed and it is asked (U39).</summary>
internal static class ElevatedRole
{
    private const int Listed = 12;

    /// <returns>True at once for a role without such power.</returns>
    public static async Task<bool> ConfirmAsync(Dialogs dialogs, RoleChoice? role, string who, string where, string verb)
    {
        if (role is not { IsElevated: true }) return true;
        return await dialogs.ConfirmAsync($"Make {who} {role.Name}", $"At {where} and everything below it, {who} will be able to:", Powers(role), verb);
    }

    /// <summary>The permissions in words; the application's own by their keys.</summary>
    private static List<string> Powers(RoleChoice role)
    {
        var said = Permissions.BuiltIn.Where(p => role.Grants.Contains(p.Key)).Select(p => p.Description)
            .Concat(role.Grants.Where(key => Permissions.BuiltIn.All(p => p.Key != key)).Order(StringComparer.Ordinal)).ToList();
        return said.Count <= Listed ? said : [.. said.Take(Listed), $"and {said.Count - Listed} more"];
    }
}
