using System.Text.Json;

namespace IdentityDashboard.Features.Import.Reading;

internal interface IObjectReader
{
    /// <returns>The next object, or null at the end.</returns>
    ValueTask<FlatObject?> ReadAsync(CancellationToken ct);
}

/// <summary>Reads an object a line: a broken line costs only itself.</summary>
internal sealed class NdjsonReader(Stream utf8) : IObjectReader
{
    private readonly ByteBuffer buffer = new(utf8);

    public async ValueTask<FlatObject?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = buffer.Held.IndexOf((byte)'\n');
            if (end < 0 && buffer.AtEnd && buffer.Held.IsEmpty) return null;
            if (end < 0 && !buffer.AtEnd)
            {
                if (buffer.IsFull) return await LeaveAsync(ct);
                await buffer.FillAsync(ct);
                continue;
            }

            var length = end < 0 ? buffer.Held.Length : end;
            var found = buffer.Held[..length].IndexOfAnyExcept(" \t\r"u8) < 0 ? null : Parse(buffer.Memory[..length], buffer.Line);
            buffer.Drop(end < 0 ? length : length + 1);
            if (found is not null) return found;
        }
    }

    private async ValueTask<FlatObject> LeaveAsync(CancellationToken ct)
    {
        var line = buffer.Line;
        int end;
        while ((end = buffer.Held.IndexOf((byte)'\n')) < 0 && !buffer.AtEnd)
        {
            buffer.Drop(buffer.Held.Length);
            await buffer.FillAsync(ct);
        }

        buffer.Drop(end < 0 ? buffer.Held.Length : end + 1);
        return FlatObject.Bad(line, ReadingLimits.RowTooLong);
    }

    private static FlatObject Parse(ReadOnlyMemory<byte> json, long line)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return FlatObject.Of(document.RootElement, line);
        }
        catch (JsonException broken)
        {
            return FlatObject.Bad(line, $"This line isn't valid JSON; it breaks at byte {(broken.BytePositionInLine ?? 0) + 1}.");
        }
    }
}
