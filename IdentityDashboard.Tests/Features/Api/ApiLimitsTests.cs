using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>What one key may do, and that it costs no other.</summary>
public sealed class ApiLimitsTests
{
    [Fact]
    public async Task A_key_that_calls_too_often_waits_as_long_as_it_is_told()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Api:CallsPerMinute"] = "3" });
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var other = await ApiClient.WithKeyAsync(app, account);

        var replies = new List<ApiReply>();
        for (var i = 0; i < 12; i++) replies.Add(await client.GetAsync("identities?take=1"));

        var refused = replies.First(r => r.Status != 200).Refused(429, "rate_limited");
        Assert.True(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.Equal(200, (await other.GetAsync("identities?take=1")).Status);
    }

    [Fact]
    public async Task A_key_has_so_many_calls_under_way_and_no_more()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Api:CallsAtOnce"] = "2" });
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var hanging = new List<IDisposable>();
        try
        {
            ApiReply reply;
            // Calls that announce a body and never send it; one that came beside a call of ours was itself refused.
            while ((reply = await client.GetAsync("identities?take=1")).Status == 200) hanging.Add(await client.HangAsync());

            Assert.InRange(hanging.Count, 2, int.MaxValue);
            reply.Refused(429, "rate_limited");
        }
        finally
        {
            hanging.ForEach(h => h.Dispose());
        }
    }

    [Fact]
    public async Task A_limit_that_cant_be_meant_stops_the_start()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () => await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Api:CallsAtOnce"] = "0" }));

        Assert.Contains("Api__CallsAtOnce", refused.ToString(), StringComparison.Ordinal);
    }
}
