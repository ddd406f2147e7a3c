using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks;

/// <summary>Where in demo data figures are taken, and the Owner they are taken as.</summary>
internal sealed record BenchPlace(Actor Actor, Guid Application, Guid Environment, Guid Small, Guid SmallEnvironment)
{
    public static async Task<BenchPlace> FindAsync(ProductHost product)
    {
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        var owner = await (from o in db.AccountOwners join i in db.Identities on o.IdentityId equals i.Id orderby i.CreatedAt select i).FirstAsync();
        var environments = await (from e in db.Environments
                                  where e.AccountId == owner.AccountId && e.Kind == EnvironmentKind.Production
                                  join a in db.Applications on e.ApplicationId equals a.Id
                                  select new { e.Id, e.ApplicationId, IsSmall = a.Name == DemoData.Hierarchy.SecondApplication }).ToListAsync();
        var (large, small) = (environments.First(e => !e.IsSmall), environments.First(e => e.IsSmall));
        return new BenchPlace(new Actor(ActorKind.Identity, owner.Id, owner.FullName, owner.AccountId), large.ApplicationId, large.Id, small.ApplicationId, small.Id);
    }
}
