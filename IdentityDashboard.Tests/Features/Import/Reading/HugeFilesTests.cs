using System.Text;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

/// <summary>A55: whatever a file holds, memory stays bounded and rows say what is wrong.</summary>
[Collection(nameof(HugeFilesTests))]
[CollectionDefinition(nameof(HugeFilesTests), DisableParallelization = true)]
public sealed class HugeFilesTests
{
    private const int Megabyte = 1024 * 1024;
    private const int PieceRows = 300;

    [Theory, InlineData("email,first_name,last_name\n", "pat@example.com,Pat,\"O'Neil\"\n"), InlineData("", "{\"email\":\"pat@example.com\",\"given_name\":\"Pat\",\"family_name\":\"O'Neil\"}\n")]
    public async Task Fifty_megabytes_leave_nothing_behind(string header, string row)
    {
        using var stream = new EndlessRows(header, row, 50 * Megabyte);
        var file = await Files.OpenAsync(stream);
        var (before, start) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetAllocatedBytesForCurrentThread());

        var (count, broken, most) = (0, 0, 0L);
        await foreach (var found in file.RowsAsync(TestContext.Current.CancellationToken))
        {
            if (found.Problem is not null || found.Values.Length != 3) broken++;
            if (++count % 200_000 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal((stream.Rows, 0), (count, broken));
        Assert.InRange(most, long.MinValue, 4 * Megabyte);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 16L * stream.Given);
    }

    [Fact]
    public async Task A_million_columns_are_one_sentence()
    {
        var file = await Files.OpenTextAsync(new string(',', 999_999));

        Assert.Equal("The file is empty.", file.Problem);

        file = await Files.OpenTextAsync(string.Join(',', Enumerable.Repeat("c", 1_000_000)) + "\na@example.com\n");

        Assert.StartsWith("The first row (line 1) can't be used. This row", file.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_million_columns_in_a_row_cost_that_row()
    {
        var rows = await Files.RowsOfAsync($"email,name\n{string.Join(',', Enumerable.Repeat("c", 1_000_000))}\n{string.Join(',', Enumerable.Repeat("", 400_000))}x\na@example.com,Ann Lee\n");

        Assert.Equal([ReadingLimits.RowTooLong, ReadingLimits.TooManyColumns(400_000), null], rows.Select(r => r.Problem));
        Assert.Equal([2, 3, 4], rows.Select(r => r.Line));
    }

    [Theory, InlineData('\n'), InlineData('x')]
    public async Task A_quote_open_over_ten_megabytes_costs_its_row(char every)
    {
        var filler = new StringBuilder();
        while (filler.Length < 10 * Megabyte) filler.Append("b@example.com,Bob Ray").Append(every);
        var stream = Files.Text($"email,name\n\"a@example.com,Ann Lee\n{filler}\nc@example.com,Cid Fox\n");
        var file = await Files.OpenAsync(stream);
        var (before, start) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetAllocatedBytesForCurrentThread());

        var rows = new List<SourceRow>();
        await foreach (var row in file.RowsAsync(TestContext.Current.CancellationToken))
        {
            if (row.Problem is not null || row[0] == "c@example.com") rows.Add(row);
        }

        Assert.Equal(ReadingLimits.QuoteOpen, rows[0].Problem);
        Assert.Equal(2, rows[0].Line);
        Assert.Equal("c@example.com", rows[^1][0]);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * Megabyte);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 300L * Megabyte);
    }

    [Fact]
    public async Task Quotes_that_never_close_end_the_reading_before_they_cost_hours()
    {
        var text = new StringBuilder("email,name\n");
        while (text.Length < 4 * Megabyte) text.Append("a\",\"x\n");

        var rows = await Files.RowsOfAsync(text.ToString());

        Assert.Equal(ReadingLimits.MaxUnclosedQuotes + 1, rows.Count);
        Assert.True(rows[^1].Stops);
    }

    [Fact]
    public async Task A_value_over_the_limit_costs_its_row()
    {
        var rows = await Files.RowsOfAsync($"email,name\na@example.com,{new string('x', ReadingLimits.MaxField + 1)}\nb@example.com,{new string('x', ReadingLimits.MaxField)}\n");

        Assert.Equal([ReadingLimits.FieldTooLong(ReadingLimits.MaxField + 1), null], rows.Select(r => r.Problem));
    }

    /// <summary>Gives the same rows again and again without an allocation of its own.</summary>
    private sealed class EndlessRows(string header, string row, long most) : Stream
    {
        private readonly byte[] rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(row, PieceRows)));
        private byte[] piece = Encoding.UTF8.GetBytes(header);
        private int at;

        public long Given { get; private set; }

        public int Rows { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override int Read(Span<byte> buffer)
        {
            if (at == piece.Length)
            {
                if (Given >= most) return 0;
                (piece, at) = (rows, 0);
                Rows += PieceRows;
            }

            var taken = Math.Min(buffer.Length, piece.Length - at);
            piece.AsSpan(at, taken).CopyTo(buffer);
            (at, Given) = (at + taken, Given + taken);
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
