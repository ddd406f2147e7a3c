using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Three characters and more: anywhere in name or email, by trigrams. Fewer: where the name or email begins so.</summary>
internal static class PeopleSearch
{
    public static IQueryable<Identity> Apply(DashboardDbContext db, ISearchIndex search, IQueryable<Identity> rows, Guid accountId, string term)
    {
        var text = term.ToLowerInvariant();
        if (text.Length >= ISearchIndex.MinLength)
        {
            var ids = search.Identities(db, accountId, text);
            return rows.Where(i => ids.Contains(i.Id));
        }

        var end = text + char.MaxValue;
        return rows.Where(i => (string.Compare(i.SortName, text) >= 0 && string.Compare(i.SortName, end) < 0)
            || (string.Compare(i.NormalizedEmail, text) >= 0 && string.Compare(i.NormalizedEmail, end) < 0));
    }
}
