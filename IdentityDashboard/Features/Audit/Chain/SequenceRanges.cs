using System.Globalization;
using System.Runtime.InteropServices;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>A set of entry numbers, written as <c>3,7-9,12-</c>: a last range without an end goes on for ever.</summary>
internal sealed class SequenceRanges
{
    public static readonly SequenceRanges None = new([]);

    /// <summary>Every number there is.</summary>
    public static readonly SequenceRanges All = new([new(1, long.MaxValue)]);

    private readonly List<NumberRange> _ranges;

    private SequenceRanges(List<NumberRange> ranges) => _ranges = ranges;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Those with an end.</summary>
    public SequenceRanges Finite => new(_ranges.FindAll(r => !r.IsOpen));

    /// <summary>Where the range without an end begins; null when every range has one.</summary>
    public long? OpenFrom => _ranges is [.., { IsOpen: true } last] ? last.From : null;

    public IReadOnlyList<NumberRange> Ranges => _ranges;

    /// <summary>How many numbers, of a set without an open range.</summary>
    public long Count => _ranges.Sum(r => r.To - r.From + 1);

    public IEnumerable<long> Numbers => _ranges.SelectMany(r => r.Numbers);

    /// <param name="ascending">Each number once.</param>
    public static SequenceRanges Of(IEnumerable<long> ascending)
    {
        var ranges = new List<NumberRange>();
        foreach (var number in ascending)
        {
            if (ranges is [.., var last] && last.To + 1 == number) ranges[^1] = last with { To = number };
            else ranges.Add(new NumberRange(number, number));
        }

        return new SequenceRanges(ranges);
    }

    /// <summary>Null for what <see cref="ToString"/> doesn't write.</summary>
    public static SequenceRanges? Read(string text)
    {
        var ranges = new List<NumberRange>();
        if (text.Length == 0) return None;
        foreach (var part in text.Split(','))
        {
            if (ReadOne(part) is not { } range || (ranges is [.., var last] && last.To >= range.From - 1)) return null;
            ranges.Add(range);
        }

        return new SequenceRanges(ranges);
    }

    public SequenceRanges Except(SequenceRanges other)
    {
        var left = new List<NumberRange>();
        var at = 0;
        foreach (var range in _ranges)
        {
            var from = range.From;
            while (at < other._ranges.Count && other._ranges[at].To < from) at++;
            for (var i = at; i < other._ranges.Count && other._ranges[i].From <= range.To; i++)
            {
                var cut = other._ranges[i];
                if (cut.From > from) left.Add(new NumberRange(from, cut.From - 1));
                from = cut.IsOpen ? long.MaxValue : Math.Max(from, cut.To + 1);
            }

            if (from <= range.To && from != long.MaxValue) left.Add(range with { From = from });
        }

        return new SequenceRanges(left);
    }

    public SequenceRanges Intersect(SequenceRanges other) => Except(Except(other));

    public bool Contains(long number)
    {
        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < _ranges[middle].From) high = middle - 1;
            else if (number > _ranges[middle].To) low = middle + 1;
            else return true;
        }

        return false;
    }

    public override string ToString() => string.Join(',', _ranges);

    private static NumberRange? ReadOne(string part)
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        if (!long.TryParse(dash < 0 ? part : part[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from is 0 or long.MaxValue) return null;
        if (dash < 0) return new NumberRange(from, from);
        if (dash == part.Length - 1) return new NumberRange(from, long.MaxValue);
        return long.TryParse(part.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var to) && to > from && to < long.MaxValue ? new NumberRange(from, to) : null;
    }
}

/// <summary>Both ends included; open when <see cref="To"/> is the largest number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NumberRange(long From, long To)
{
    public bool IsOpen => To == long.MaxValue;

    public IEnumerable<long> Numbers
    {
        get
        {
            for (var number = From; number <= To; number++) yield return number;
        }
    }

    public override string ToString() => IsOpen ? $"{From}-" : From == To ? $"{From}" : $"{From}-{To}";
}
