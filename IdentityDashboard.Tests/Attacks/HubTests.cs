using System.Net;
using System.Text;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>What somebody signed in can do who writes the frames of the live connection themselves.</summary>
public sealed class HubTests
{
    /// <summary>A thousand take a build machine of two cores minutes and gigabytes; two hundred show the same: none lives on, none hinders others.</summary>
    private const int Circuits = 200;

    private static readonly CancellationToken Ct = CancellationToken.None;

    public static TheoryData<string, byte[]> Frames => new()
    {
        { "a message over the limit", RawCircuit.Framed(RawCircuit.Invocation("StartCircuit", new string('x', 1024 * 1024))) },
        { "a length without end", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "a length that lies", [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x95] },
        { "arrays in arrays", RawCircuit.Framed([.. Enumerable.Repeat((byte)0x91, 200_000)]) },
        { "maps in maps", RawCircuit.Framed([0x95, 0x01, .. Enumerable.Repeat((byte)0x81, 200_000)]) },
        { "arguments in arguments", RawCircuit.Framed([0x95, 0x01, 0x80, 0xA1, 0x31, 0xA3, 0x46, 0x6F, 0x6F, .. Enumerable.Repeat((byte)0x91, 200_000)]) },
        { "an array of four milliards", RawCircuit.Framed([0xDD, 0xFF, 0xFF, 0xFF, 0xFF]) },
        { "a text of four milliards", RawCircuit.Framed([0x95, 0x01, 0x80, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF]) },
        { "nothing but noise", RawCircuit.Framed([.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 37))]) },
        { "an empty message", [0x00] },
        { "text where bytes belong", Encoding.UTF8.GetBytes("{\"type\":1,\"target\":\"StartCircuit\"}\u001e") },
    };

    public static TheoryData<string, string, object?[]> Calls => new()
    {
        { "a method that isn't there", "Shutdown", [] },
        { "arguments of the wrong kind", "StartCircuit", [1, 2, 3, 4] },
        { "too few arguments", "StartCircuit", ["http://localhost/"] },
        { "a page of elsewhere", "StartCircuit", ["javascript:alert(1)", "javascript:alert(1)", "[]", ""] },
        { "components that weren't offered", "StartCircuit", ["http://localhost/", "http://localhost/", "[{\"type\":\"server\",\"sequence\":0,\"descriptor\":\"made-up\"}]", ""] },
        { "components in components", "StartCircuit", ["http://localhost/", "http://localhost/", new string('[', 100_000), ""] },
        { "a circuit of somebody else", "ConnectCircuit", ["CfDJ8made-up"] },
        { "an event before there is a page", "BeginInvokeDotNetFromJS", ["1", null, "DispatchEventAsync", 1, "[{}]"] },
        { "a picture drawn that never was", "OnRenderCompleted", [99, null] },
    };

    public static TheoryData<string, object?[]> Events => new()
    {
        { "a method of the machine", ["1", "System.Private.CoreLib", "Exit", 0, "[0]"] },
        { "a method of ours that takes no calls", ["1", "IdentityDashboard", "RemoveAsync", 0, "[]"] },
        { "a button that isn't there", ["1", null, "DispatchEventAsync", 1, "[{\"eventHandlerId\":4711,\"eventName\":\"click\"},{}]"] },
        { "an object that isn't there", ["1", null, "CloseFromScript", 4711, "[]"] },
        { "arguments a hundred thousand deep", ["1", "IdentityDashboard", "CloseFromScript", 0, new string('[', 100_000) + new string(']', 100_000)] },
        { "arguments that aren't JSON", ["1", "IdentityDashboard", "CloseFromScript", 0, "}{"] },
    };

    [Theory, MemberData(nameof(Frames))]
    public async Task A59_A_frame_no_page_would_send_ends_its_connection_and_nothing_else(string what, byte[] frame)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var cookie = await WebTests.CookieAsync(app, await app.AccountAsync());
        await using var good = await StartedAsync(app, cookie);
        await using var bad = await ShakenAsync(app, cookie);

        await bad.SendBytesAsync(frame);
        // Whole or half a message: what follows it must end the connection at the latest.
        await bad.SendBytesAsync(RawCircuit.Framed([0xC1, 0xC1, 0xC1]));
        for (var i = 0; i < 8; i++) await bad.SendBytesAsync(new byte[64 * 1024]);

        Assert.True(await bad.IsEndedAsync(), what);
        await AssertAliveAsync(app, good, cookie);
    }

    [Theory, InlineData("[[[["), InlineData("{}"), InlineData("{\"protocol\":\"json\",\"version\":99}"), InlineData("{\"protocol\":\"nothing\",\"version\":1}"), InlineData("noise")]
    public async Task A59_A_wrong_handshake_ends_the_connection(string handshake)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var cookie = await WebTests.CookieAsync(app, await app.AccountAsync());
        await using var circuit = await RawCircuit.ConnectAsync(app, cookie);

        await circuit.SendTextAsync((handshake == "[[[[" ? new string('[', 100_000) : handshake) + "\u001e");

        Assert.True(await circuit.IsEndedAsync());
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(app));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A59_A_call_no_page_would_make_is_refused(string what, string method, object?[] arguments)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var cookie = await WebTests.CookieAsync(app, await app.AccountAsync());
        await using var good = await StartedAsync(app, cookie);
        await using var bad = await ShakenAsync(app, cookie);

        await bad.CallAsync(method, arguments);
        await bad.CallAsync("Nonsense");
        var said = await bad.HearAsync("Nonsense");

        Assert.True(said || bad.State != System.Net.WebSockets.WebSocketState.Open, what);
        Assert.DoesNotContain("   at ", bad.Heard.ToString(), StringComparison.Ordinal);
        await AssertAliveAsync(app, good, cookie);
    }

    [Theory, MemberData(nameof(Events))]
    public async Task A59_An_event_of_nothing_on_the_page_does_nothing(string what, object?[] arguments)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var cookie = await WebTests.CookieAsync(app, await app.AccountAsync());
        await using var good = await StartedAsync(app, cookie);
        await using var bad = await StartedAsync(app, cookie);

        // Twice: the second is no more than the first.
        await bad.CallAsync("BeginInvokeDotNetFromJS", arguments);
        await bad.CallAsync("BeginInvokeDotNetFromJS", arguments);
        await bad.CallAsync("Nonsense");
        var said = await bad.HearAsync("Nonsense");

        Assert.True(said || bad.State != System.Net.WebSockets.WebSocketState.Open, what);
        Assert.DoesNotContain("   at ", bad.Heard.ToString(), StringComparison.Ordinal);
        await AssertAliveAsync(app, good, cookie);
    }

    [Fact]
    public async Task A59_Many_circuits_at_once_leave_room_for_others()
    {
        await using var app = await TestApp.StartAsync();
        var cookie = await WebTests.CookieAsync(app, await app.AccountAsync());
        var many = new List<RawCircuit>();

        for (var i = 0; i < Circuits; i++) many.Add(await StartedAsync(app, cookie));
        await using (var good = await StartedAsync(app, cookie)) await AssertAliveAsync(app, good, cookie);
        foreach (var circuit in many) await circuit.DisposeAsync();

        await using var after = await StartedAsync(app, cookie);
        await AssertAliveAsync(app, after, cookie);
    }

    private static async Task<RawCircuit> ShakenAsync(TestApp app, string cookie)
    {
        var circuit = await RawCircuit.ConnectAsync(app, cookie, app.Url);
        await circuit.ShakeHandsAsync();
        Assert.True(await circuit.HearAsync("{}\u001e"));
        return circuit;
    }

    /// <summary>With a circuit behind it, as every page has; its id is what the server answers.</summary>
    private static async Task<RawCircuit> StartedAsync(TestApp app, string cookie)
    {
        var circuit = await ShakenAsync(app, cookie);
        await circuit.CallAsync("StartCircuit", $"{app.Url}/", $"{app.Url}/account", "[]", "");
        Assert.True(await circuit.HearAsync("CfDJ8"), circuit.Heard.ToString());
        return circuit;
    }

    private static async Task AssertAliveAsync(TestApp app, RawCircuit other, string cookie)
    {
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(app));
        await other.CallAsync("StillThere");
        Assert.True(await other.HearAsync("StillThere"));
        await using var next = await StartedAsync(app, cookie);
    }

    private static async Task<HttpStatusCode> HealthAsync(TestApp app)
    {
        using var client = app.Client();
        using var response = await client.GetAsync("/health/live", Ct);
        return response.StatusCode;
    }
}
