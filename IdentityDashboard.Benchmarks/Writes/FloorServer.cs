using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>
/// Kestrel with prepared statements and nothing else, and beside it stock ASP.NET Core Identity on a database of its own: in a
/// process of its own, started by <see cref="WriteServers"/>.
/// </summary>
internal static class FloorServer
{
    public const string Command = "write-floor";
    public const string ProviderVariable = "BENCH_FLOOR_PROVIDER";
    public const string ConnectionVariable = "BENCH_FLOOR_CONNECTION";
    public const string StockVariable = "BENCH_FLOOR_STOCK";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task RunAsync()
    {
        var database = new DatabaseChoice(Environment.GetEnvironmentVariable(ProviderVariable)!, Environment.GetEnvironmentVariable(ConnectionVariable)!);
        await using IFloorWriter writer = database.IsPostgres ? await PostgresFloor.OpenAsync(database.Connection) : new SqliteFloor(database.Connection);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        AddStock(builder.Services, database.IsPostgres, Environment.GetEnvironmentVariable(StockVariable)!);
        var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var stock = scope.ServiceProvider.GetRequiredService<StockDb>();
            await stock.Database.EnsureDeletedAsync();
            await stock.Database.EnsureCreatedAsync();
        }

        app.MapPost("/one", async (HttpContext http) =>
        {
            var person = new FloorPerson((await JsonSerializer.DeserializeAsync<SentPerson>(http.Request.Body, Json))!, writer.Place);
            await writer.WriteAsync([person]);
            return Results.Json(person.Answer(), Json, statusCode: StatusCodes.Status201Created);
        });
        app.MapPost("/many", async (HttpContext http) =>
        {
            var people = (await JsonSerializer.DeserializeAsync<SentPeople>(http.Request.Body, Json))!.Identities.Select(p => new FloorPerson(p, writer.Place)).ToList();
            await writer.WriteAsync(people);
            return Results.Json(new { Results = people.ConvertAll(p => p.Answer()) }, Json);
        });
        app.MapPost("/stock", async (HttpContext http, UserManager<IdentityUser> users) =>
        {
            var sent = (await JsonSerializer.DeserializeAsync<SentPerson>(http.Request.Body, Json))!;
            return (await CreateAsync(users, sent.Email)).Succeeded ? Results.StatusCode(StatusCodes.Status201Created) : Results.Conflict();
        });
        app.MapPost("/stock-loop", async (int count, IServiceScopeFactory scopes) =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                await using var scope = scopes.CreateAsyncScope();
                var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
                if (!(await CreateAsync(users, $"{Guid.NewGuid():N}@example.com")).Succeeded) return Results.Conflict();
            }

            return Results.Text($"{Stopwatch.GetElapsedTime(start).TotalSeconds:R}");
        });
        await app.RunAsync();
    }

    private static Task<IdentityResult> CreateAsync(UserManager<IdentityUser> users, string email) => users.CreateAsync(new IdentityUser { UserName = email, Email = email });

    private static void AddStock(IServiceCollection services, bool postgres, string connection)
    {
        services.AddDbContext<StockDb>(o => { if (postgres) o.UseNpgsql(connection); else o.UseSqlite(connection); });
        services.AddIdentityCore<IdentityUser>(o => o.User.RequireUniqueEmail = true).AddEntityFrameworkStores<StockDb>();
    }

    internal sealed class StockDb(DbContextOptions<StockDb> options) : IdentityUserContext<IdentityUser>(options);
}
