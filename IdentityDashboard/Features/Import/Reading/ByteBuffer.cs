namespace IdentityDashboard.Features.Import.Reading;

/// <summary>The part of a stream that is being looked at. Grows up to the longest row and no further.</summary>
internal sealed class ByteBuffer(Stream stream)
{
    private byte[] bytes = new byte[32 * 1024];
    private (int Start, int End) held;

    public bool AtEnd { get; private set; }

    /// <summary>Of the first byte held, counted from 1.</summary>
    public long Line { get; private set; } = 1;

    public ReadOnlySpan<byte> Held => bytes.AsSpan(held.Start, held.End - held.Start);

    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(held.Start, held.End - held.Start);

    /// <summary>No more fits: what is held is longer than a row may be.</summary>
    public bool IsFull => Held.Length >= ReadingLimits.MaxRow;

    public long LineAt(int offset) => Line + Held[..offset].Count((byte)'\n');

    public void Drop(int count)
    {
        Line = LineAt(count);
        held.Start += count;
    }

    public async ValueTask FillAsync(CancellationToken ct)
    {
        var length = Held.Length;
        var into = length == bytes.Length ? new byte[Math.Min(2 * length, ReadingLimits.MaxRow)] : bytes;
        Held.CopyTo(into);
        (bytes, held) = (into, (0, length));
        var read = await stream.ReadAtLeastAsync(bytes.AsMemory(length), bytes.Length - length, throwOnEndOfStream: false, ct);
        AtEnd = read < bytes.Length - length;
        held.End += read;
    }
}
