namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>Random choices that are the same for the same seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Below(int limit) => random.Next(limit);

    public bool Chance(double share) => random.NextDouble() < share;

    public double Share() => random.NextDouble();

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>The first of a list come up far more often than the last, as names do.</summary>
    public T PickSkewed<T>(IReadOnlyList<T> from) => from[(int)(from.Count * Math.Pow(random.NextDouble(), 1.8))];

    /// <summary>A version 7 UUID of that time.</summary>
    public Guid Id(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++) bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
