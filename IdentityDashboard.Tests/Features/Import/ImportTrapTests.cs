using System.Text;
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

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A55_A_hundred_megabytes_are_kept_and_checked_in_flat_memory(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await using var file = new LongFile(100 * Megabyte);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var taken = (await app.Imports().UploadAsync(account.Admin, new ImportStart(ImportMode.Directory, null, null, "long.csv"), file, Ct)).Value;
        await app.Imports().CheckAsync(account.Admin, taken.Id, ImportChoices.Usual, Ct);
        var view = await app.UntilAsync(account.Admin, taken.Id, ImportState.Checked);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.True(file.Sent > 100 * Megabyte);
        Assert.Equal(view.Counts!.Rows, view.Counts.Create);
        Assert.True(kept < 50 * Megabyte, $"{kept / Megabyte} MB are still held.");
        Assert.True(file.MostHeld - before < 80 * Megabyte, $"{(file.MostHeld - before) / Megabyte} MB were held.");
    }

    /// <summary>Rows of 60 KB, made while they are read.</summary>
    private sealed class LongFile(long length) : Stream
    {
        private static readonly string Filler = new('x', 60_000);
        private byte[] rest = Encoding.UTF8.GetBytes("email,first_name,last_name,notes\r\n");
        private int at;
        private int row;

        public long Sent { get; private set; }

        /// <summary>What lived at the worst of some looks.</summary>
        public long MostHeld { get; private set; }

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
                if (row % 200 == 0) MostHeld = Math.Max(MostHeld, GC.GetTotalMemory(forceFullCollection: true));
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
