using System.Text;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>Column names as SQL people write them, in both databases, so that hand-written SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            if (table is not null && char.IsUpper(table[0])) entity.SetTableName(From(table.Replace("AspNetUser", "Identity", StringComparison.Ordinal)));
            foreach (var property in entity.GetProperties()) property.SetColumnName(From(property.Name));
        }
    }

    private static string From(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
