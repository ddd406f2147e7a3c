using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary>
/// A Blazor Server circuit without a browser: sends what blazor.web.js sends (seen in Chromium's network log) and
/// acknowledges every batch. What a script would answer is answered with nothing, or with an object where one is due.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private static readonly byte[] HandshakeRequest = "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray();
    private static readonly byte[] Ping = [2, 0x91, 6];
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly Func<string, bool> isRendered;
    private readonly StringBuilder seen = new();
    private readonly TaskCompletionSource rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private TaskCompletionSource? nextBatch;
    private int objects;

    private CircuitClient(Func<string, bool> isRendered) => this.isRendered = isRendered;

    public int Batches { get; private set; }

    /// <summary>Opens the page and returns once the circuit has rendered what is waited for.</summary>
    /// <param name="http">With the session's cookies.</param>
    /// <param name="isRendered">Looks at the texts of all batches so far.</param>
    public static async Task<CircuitClient> OpenAsync(HttpClient http, CookieContainer cookies, Uri page, Func<string, bool> isRendered)
    {
        var html = await http.GetStringAsync(page);
        var state = State().Match(html) is { Success: true } found ? found.Groups["s"].Value : "";
        var operations = new JsonArray();
        foreach (Match marker in Markers().Matches(html))
        {
            var described = JsonNode.Parse(WebUtility.HtmlDecode(marker.Groups["m"].Value))!;
            if (described["type"]?.GetValue<string>() != "server") continue;
            operations.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = described });
        }

        if (operations.Count == 0) throw new InvalidOperationException($"{page} has no interactive component: {html[..Math.Min(300, html.Length)]}");
        using var negotiated = await http.PostAsync(new Uri(page, "/_blazor/negotiate?negotiateVersion=1"), content: null);
        var token = JsonNode.Parse(await negotiated.Content.ReadAsStringAsync())!["connectionToken"]!.GetValue<string>();

        var client = new CircuitClient(isRendered);
        client.socket.Options.Cookies = cookies;
        client.socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
        await client.socket.ConnectAsync(new UriBuilder(new Uri(page, $"/_blazor?id={token}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        await client.socket.SendAsync(HandshakeRequest, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        client.running = Task.WhenAll(client.ReceiveAsync(), client.PingAsync());
        await client.SendAsync("0", "StartCircuit", w => w.Array(4).Text(new Uri(page, "/").ToString()).Text(page.ToString()).Text("[]").Text(state));
        var update = new JsonObject { ["batchId"] = 1, ["operations"] = operations };
        await client.SendAsync(null, "UpdateRootComponents", w => w.Array(2).Text(update.ToJsonString(Plain)).Text(state));
        await await Task.WhenAny(client.rendered.Task, client.running);
        if (!client.rendered.Task.IsCompleted) throw new InvalidOperationException("The circuit closed before it had rendered.");
        client.seen.Clear();
        return client;
    }

    /// <summary>The address changes as by a click on a link in the page; returns when the first batch after it has come.</summary>
    public async Task GoAsync(Uri to)
    {
        var batch = nextBatch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(null, "OnLocationChanged", w => w.Array(3).Text(to.ToString()).Nil().Bool(true));
        await await Task.WhenAny(batch.Task, running);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        socket.Abort();
        try
        {
            await running;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // As intended.
        }

        socket.Dispose();
        sending.Dispose();
        end.Dispose();
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingEvery);
        while (await timer.WaitForNextTickAsync(end.Token)) await SendAsync(Ping);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (!end.IsCancellationRequested)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), end.Token);
            if (received.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException($"The server closed the circuit: {socket.CloseStatusDescription}");
            message.Write(buffer, 0, received.Count);
            if (!received.EndOfMessage) continue;
            foreach (var reply in Replies(message.GetBuffer().AsSpan(0, (int)message.Length))) await SendAsync(reply);
            message.SetLength(0);
        }
    }

    /// <summary>Answers to all hub messages of one frame.</summary>
    private List<byte[]> Replies(ReadOnlySpan<byte> frame)
    {
        var replies = new List<byte[]>();
        if (frame is [(byte)'{', (byte)'}', 0x1E, ..]) frame = frame[3..];
        while (frame.Length > 0)
        {
            var (length, shift, at) = (0, 0, 0);
            for (byte b = 0x80; b >= 0x80; shift += 7) length |= ((b = frame[at++]) & 0x7F) << shift;
            if (Reply(frame.Slice(at, length)) is { } reply) replies.Add(reply);
            frame = frame[(at + length)..];
        }

        return replies;
    }

    private byte[]? Reply(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        var kind = reader.Number();
        if (kind == 7) throw new InvalidOperationException("The server ended the connection.");
        if (kind != 1) return null;
        reader.EmptyMap();
        reader.Text();
        var target = reader.Text();
        reader.Array();
        switch (target)
        {
            case "JS.RenderBatch":
                var id = reader.Number();
                Look(reader.Binary());
                return Invocation(null, "OnRenderCompleted", w => w.Array(2).Number(id).Nil());
            case "JS.BeginInvokeJS":
                var (handle, called, _, result) = (reader.Number(), reader.Text()!, reader.Text(), reader.Number());
                return handle == 0 ? null : Invocation(null, "EndInvokeJSFromDotNet", w => w.Array(3).Number(handle).Bool(true).Text($"[{handle},true,{Answer(called, result)}]"));
            case "JS.Error":
                throw new InvalidOperationException($"The circuit failed: {reader.Text()}");
            default:
                return null;
        }
    }

    /// <summary>A script object where one is asked for; no text and nothing otherwise.</summary>
    private string Answer(string called, long resultType) =>
        resultType == 1 ? $$"""{"__jsObjectId":{{Interlocked.Increment(ref objects)}}}""" : called.EndsWith("Title", StringComparison.Ordinal) ? "\"\"" : "null";

    private void Look(ReadOnlySpan<byte> batch)
    {
        Batches++;
        nextBatch?.TrySetResult();
        if (rendered.Task.IsCompleted) return;
        seen.Append(Encoding.UTF8.GetString(batch)).Append('\n');
        if (isRendered(seen.ToString())) rendered.TrySetResult();
    }

    private Task SendAsync(string? invocation, string target, Action<PackWriter> arguments) => SendAsync(Invocation(invocation, target, arguments));

    private static byte[] Invocation(string? invocation, string target, Action<PackWriter> arguments)
    {
        using var writer = new PackWriter().Array(5).Number(1).EmptyMap();
        _ = invocation is null ? writer.Nil() : writer.Text(invocation);
        arguments(writer.Text(target));
        return writer.Framed();
    }

    private async Task SendAsync(byte[] bytes)
    {
        await sending.WaitAsync(end.Token);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, end.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    [GeneratedRegex("<!--Blazor:(?<m>\\{[^>]*\\})-->", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<s>[^>-]*)-->", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex State();
}
