using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Import;

/// <summary>Files made to break the import (A55): each ends in a sentence or in error rows, never in a fall.</summary>
public sealed class ImportTrapTests
{
    private const long Megabyte = 1024 * 1024;
    private static readonly CancellationToken Ct = CancellationToken.None;

    public static TheoryData<string, byte[]> Traps() => new TheoryData<string, byte[]>
    {
        { "a million columns", Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 1_000_000)) + "\r\n1,2,3\r\n") },
        { "a million columns in a row", Encoding.UTF8.GetBytes("email,first_name,last_name\r\n" + string.Join(',', Enumerable.Range(0, 1_000_000)) + "\r\nok@trap.example,O,K\r\n") },
        { "NUL", Encoding.UTF8.GetBytes("email,first_name,last_name\r\na\0b@trap.example,O,K\r\n") },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes("email,first_name,last_name\r\na@trap.example,O,K\r\n") },
        { "an open quote", Encoding.UTF8.GetBytes("email,first_name,last_name\r\n\"a@trap.example,O,K\r\nb@trap.example,O,K\r\n") },
        { "broken JSON", Encoding.UTF8.GetBytes("[{\"email\":\"a@trap.example\",\"first_name\":\"A\",\"last_name\":\"B\"},{\"email\":") },
        { "not text", [0x50, 0x4B, 0x03, 0x04, 0x00, 0xFF, 0xFE, 0x00] },
    };

    [Theory, MemberData(nameof(Traps), DisableDiscoveryEnumeration = true)]
    public async Task A55_A_trap_ends_in_a_sentence_or_in_error_rows(string name, byte[] file)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var stream = new MemoryStream(file);

        var taken = await app.Imports().UploadAsync(account.Admin, new ImportStart(ImportMode.Directory, null, null, name), stream, Ct);

        Assert.True(taken.Succeeded, taken.Error?.Message);
        if (taken.Value.Problem is not null || taken.Value.Missing.Count > 0) return;
        await app.Imports().CheckAsync(account.Admin, taken.Value.Id, ImportChoices.Usual, Ct);
        var view = await app.UntilAsync(account.Admin, taken.Value.Id, ImportState.Checked);
        Assert.True(view.Counts!.Error > 0, name);
        if (view.Counts.Create > 0) Assert.Equal(view.Counts.Create, (await app.RunAsync(account.Admin, view.Id)).Progress.Done);
    }

    /// <summary>A server that may take 160 MB for everything it does would end if it held the file.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A55_A_hundred_megabytes_are_kept_and_checked_in_flat_memory(Database database)
    {
        await using var app = await ImportWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        using var keyed = await ApiClient.WithKeyAsync(app, account);
        await using var file = new LongFile(100 * Megabyte);
        using var content = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        await using var child = ChildApp.Start(app, ("DOTNET_GCHeapHardLimit", "0xA000000"));
        using var http = new HttpClient { BaseAddress = await child.Url };
        http.DefaultRequestHeaders.Add("X-API-Key", keyed.Http.DefaultRequestHeaders.GetValues("X-API-Key"));

        using var taken = await http.PostAsync(new Uri("/api/v1/imports?check_only=true", UriKind.Relative), content, Ct);
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync(Ct));
        var id = (await taken.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var view = await app.UntilAsync(account.Admin, id, ImportState.Checked);

        Assert.False(child.HasExited);
        Assert.True(file.Sent > 100 * Megabyte);
        Assert.Equal(view.Counts!.Rows, view.Counts.Create);
    }

    /// <summary>Rows of 60 KB, made while they are read.</summary>
    private sealed class LongFile(long length) : Stream
    {
        private static readonly string Filler = new('x', 60_000);
        private byte[] rest = Encoding.UTF8.GetBytes("email,first_name,last_name,notes\r\n");
        private int at;
        private int row;

        public long Sent { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (at == rest.Length)
            {
                if (Sent > length) return ValueTask.FromResult(0);
                (rest, at) = (Encoding.UTF8.GetBytes($"long{row++}@long.example,Lo,Ng,{Filler}\r\n"), 0);
            }

            var count = Math.Min(buffer.Length, rest.Length - at);
            rest.AsSpan(at, count).CopyTo(buffer.Span);
            (at, Sent) = (at + count, Sent + count);
            return ValueTask.FromResult(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
