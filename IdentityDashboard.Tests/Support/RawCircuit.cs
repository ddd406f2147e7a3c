using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace IdentityDashboard.Tests.Support;

/// <summary>
/// The socket of a page without the page: what somebody can send who writes the frames themselves (A59). Speaks as much of
/// <see href="https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md">the hub protocol</see> as that takes.
/// </summary>
internal sealed class RawCircuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket socket = new();

    /// <summary>What the server has said so far, as text where it is text.</summary>
    public StringBuilder Heard { get; } = new();

    public WebSocketState State => socket.State;

    /// <param name="cookie">Of a session; null for somebody who isn't signed in.</param>
    /// <exception cref="WebSocketException">The server refused the connection; <see cref="Status"/> says how.</exception>
    public static async Task<RawCircuit> ConnectAsync(TestApp app, string? cookie, string? origin = null)
    {
        var circuit = new RawCircuit();
        circuit.socket.Options.CollectHttpResponseDetails = true;
        if (cookie is not null) circuit.socket.Options.SetRequestHeader("Cookie", cookie);
        if (origin is not null) circuit.socket.Options.SetRequestHeader("Origin", origin);
        using var patience = new CancellationTokenSource(Patience);
        await circuit.socket.ConnectAsync(new Uri($"{app.Url.Replace("http", "ws", StringComparison.Ordinal)}/_blazor"), patience.Token);
        return circuit;
    }

    /// <summary>How the server answers a request for a socket; 101 when it gives one.</summary>
    public static async Task<HttpStatusCode> StatusAsync(TestApp app, string? cookie, string? origin)
    {
        await using var circuit = new RawCircuit();
        circuit.socket.Options.CollectHttpResponseDetails = true;
        if (cookie is not null) circuit.socket.Options.SetRequestHeader("Cookie", cookie);
        if (origin is not null) circuit.socket.Options.SetRequestHeader("Origin", origin);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await circuit.socket.ConnectAsync(new Uri($"{app.Url.Replace("http", "ws", StringComparison.Ordinal)}/_blazor"), patience.Token);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return circuit.socket.HttpStatusCode;
    }

    public Task ShakeHandsAsync(string protocol = "blazorpack") => SendTextAsync($$"""{"protocol":"{{protocol}}","version":1}""" + "\u001e");

    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendBytesAsync(byte[] bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    /// <summary>Calls a method of the hub with texts, numbers and nothing else.</summary>
    public Task CallAsync(string method, params object?[] arguments) => SendBytesAsync(Framed(Invocation(method, arguments)));

    /// <summary>Reads until the server closes the socket or has said something that contains <paramref name="text"/>.</summary>
    /// <returns>Whether it was said; false: the socket is closed.</returns>
    public async Task<bool> HearAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1024];
        while (!Heard.ToString().Contains(text, StringComparison.Ordinal))
        {
            try
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
                if (got.MessageType == WebSocketMessageType.Close) return false;
                Heard.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            }
            catch (WebSocketException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until the server has ended it.</summary>
    public async Task<bool> IsEndedAsync() => !await HearAsync("\uFFFF never said");

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A message as it travels: its length before it, seven bits a byte.</summary>
    public static byte[] Framed(byte[] message)
    {
        var length = new List<byte>();
        var rest = message.Length;
        do
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);
        return [.. length, .. message];
    }

    /// <summary>MessagePack of [1, {}, "1", method, [arguments]].</summary>
    public static byte[] Invocation(string method, params object?[] arguments)
    {
        List<byte> bytes = [0x95, 0x01, 0x80];
        Write(bytes, "1");
        Write(bytes, method);
        bytes.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments) Write(bytes, argument);
        return [.. bytes];
    }

    private static void Write(List<byte> bytes, object? value)
    {
        Span<byte> number = stackalloc byte[8];
        switch (value)
        {
            case null:
                bytes.Add(0xC0);
                break;
            case bool truth:
                bytes.Add(truth ? (byte)0xC3 : (byte)0xC2);
                break;
            case string text:
                var encoded = Encoding.UTF8.GetBytes(text);
                BinaryPrimitives.WriteUInt32BigEndian(number, (uint)encoded.Length);
                bytes.Add(0xDB);
                bytes.AddRange(number[..4]);
                bytes.AddRange(encoded);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(number, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                bytes.Add(0xD3);
                bytes.AddRange(number);
                break;
        }
    }

    private async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await socket.SendAsync(bytes, type, endOfMessage: true, patience.Token);
        }
        catch (WebSocketException)
        {
            // The server has closed it already: what comes next shows that.
        }
    }
}
