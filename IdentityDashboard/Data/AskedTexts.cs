using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// Many texts as a query of one parameter, to be asked for with <c>Contains</c>, of what has been said not to be null: otherwise EF compares the long way. PostgreSQL compares a row with a plain array
/// member by member whenever it thinks the table small, as it does of one that is just being filled; of a query it looks each
/// member up in the index. SQLite keeps one statement however many they are.
/// </summary>
internal static class AskedTexts
{
    public static IQueryable<string> Asked(this DashboardDbContext db, IEnumerable<string> texts) => db.Database.IsNpgsql()
        ? db.Database.SqlQuery<string>($"SELECT unnest({texts.ToArray()}) AS \"Value\"")
        : db.Database.SqlQuery<string>($"SELECT value AS \"Value\" FROM json_each({JsonSerializer.Serialize(texts)})");
}
