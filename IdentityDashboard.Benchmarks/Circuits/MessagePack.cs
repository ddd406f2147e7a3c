using System.Buffers.Binary;
using System.Text;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary>The few MessagePack forms that Blazor's protocol sends.</summary>
internal sealed class PackWriter : IDisposable
{
    private readonly MemoryStream bytes = new();

    public void Dispose() => bytes.Dispose();

    public PackWriter Array(int count) => Byte((byte)(0x90 | count));

    public PackWriter EmptyMap() => Byte(0x80);

    public PackWriter Nil() => Byte(0xC0);

    public PackWriter Bool(bool value) => Byte(value ? (byte)0xC3 : (byte)0xC2);

    public PackWriter Number(long value)
    {
        if (value is >= 0 and < 128) return Byte((byte)value);
        Byte(0xD3);
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, value);
        bytes.Write(eight);
        return this;
    }

    public PackWriter Text(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        Byte(0xDB);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, utf8.Length);
        bytes.Write(four);
        bytes.Write(utf8);
        return this;
    }

    /// <summary>With its length before it, seven bits a byte, as SignalR frames binary messages.</summary>
    public byte[] Framed()
    {
        var body = bytes.ToArray();
        var length = new List<byte>();
        for (var left = body.Length; ;)
        {
            length.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            left >>= 7;
            if (left == 0) return [.. length, .. body];
        }
    }

    private PackWriter Byte(byte value)
    {
        bytes.WriteByte(value);
        return this;
    }
}

/// <summary>Reads what the server sends; unknown forms are an error, so that nothing is misread.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public int Array() => Next() switch
    {
        var b when (b & 0xF0) == 0x90 => b & 0x0F,
        0xDC => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        var b => throw Unknown(b),
    };

    public long Number() => Next() switch
    {
        var b when b < 0x80 => b,
        var b when b >= 0xE0 => (sbyte)b,
        0xCC => Next(),
        0xCD => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        0xCE => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        0xCF or 0xD3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        0xD0 => (sbyte)Next(),
        0xD1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        0xD2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        var b => throw Unknown(b),
    };

    /// <summary>Null for nil.</summary>
    public string? Text() => Next() switch
    {
        0xC0 => null,
        var b when (b & 0xE0) == 0xA0 => Utf8(b & 0x1F),
        0xD9 => Utf8(Next()),
        0xDA => Utf8(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xDB => Utf8(BinaryPrimitives.ReadInt32BigEndian(Take(4))),
        var b => throw Unknown(b),
    };

    public ReadOnlySpan<byte> Binary() => Next() switch
    {
        0xC4 => Take(Next()),
        0xC5 => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xC6 => Take(BinaryPrimitives.ReadInt32BigEndian(Take(4))),
        var b => throw Unknown(b),
    };

    public void EmptyMap()
    {
        if (Next() is var b and not 0x80) throw Unknown(b);
    }

    private string Utf8(int length) => Encoding.UTF8.GetString(Take(length));

    private byte Next() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static InvalidDataException Unknown(byte b) => new($"MessagePack form 0x{b:X2} isn't expected here.");
}
