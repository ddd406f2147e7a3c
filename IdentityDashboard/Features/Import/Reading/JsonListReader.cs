using System.Text.Json;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>
/// Reads the objects of an array, or of the array <c>users</c> of an object, one at a time. Only the object at hand
/// is in memory; one longer than a row may be is passed over.
/// </summary>
internal sealed class JsonListReader(Stream utf8) : IObjectReader
{
    private enum Step { Again, NeedsMore, Found, Ended }

    private readonly ByteBuffer buffer = new(utf8);
    private JsonReaderState state;
    private FlatObject? found;
    private bool ended;
    private bool inList;
    private bool usersNext;
    private (int Depth, long Line)? passing;

    public async ValueTask<FlatObject?> ReadAsync(CancellationToken ct)
    {
        while (!ended)
        {
            switch (Next())
            {
                case Step.Found: return found;
                case Step.Ended when inList: ended = true; break;
                case Step.Ended: return Stop("There is no list of people in this JSON: it has to be an array, or have an array named users.");
                case Step.NeedsMore when buffer.IsFull: return Stop("Reading stopped here: a value is longer than 1 MB.");
                case Step.NeedsMore: await buffer.FillAsync(ct); break;
            }
        }

        return null;
    }

    private Step Next()
    {
        var reader = new Utf8JsonReader(buffer.Held, buffer.AtEnd, state);
        try
        {
            while (true)
            {
                var (before, start) = (reader.CurrentState, (int)reader.BytesConsumed);
                if (!reader.Read()) return Keep(in reader, buffer.AtEnd ? Step.Ended : Step.NeedsMore);
                if (passing is { } passed)
                {
                    if (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != passed.Depth) continue;
                    (found, passing) = (FlatObject.Bad(passed.Line, ReadingLimits.RowTooLong), null);
                    return Keep(in reader, Step.Found);
                }

                if (!inList) FindList(in reader);
                else if (reader.TokenType == JsonTokenType.EndArray) return Keep(in reader, Step.Ended);
                else return Element(ref reader, before, start);
            }
        }
        catch (JsonException broken)
        {
            found = Stop($"Reading stopped here: the JSON is broken or cut off at byte {(broken.BytePositionInLine ?? 0) + 1} of line {(broken.LineNumber ?? 0) + 1}.");
            return Step.Found;
        }
    }

    private Step Element(ref Utf8JsonReader reader, JsonReaderState before, int start)
    {
        var (line, depth) = (buffer.LineAt((int)reader.TokenStartIndex), reader.CurrentDepth);
        if (JsonDocument.TryParseValue(ref reader, out var document))
        {
            using (document) found = FlatObject.Of(document.RootElement, line);
            return Keep(in reader, Step.Found);
        }

        buffer.Drop(start);
        state = before;
        if (!buffer.IsFull) return Step.NeedsMore;
        passing = (depth, line);
        return Step.Again;
    }

    private void FindList(in Utf8JsonReader reader)
    {
        inList = reader.TokenType == JsonTokenType.StartArray && (reader.CurrentDepth == 0 || usersNext);
        usersNext = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("users"u8);
    }

    private Step Keep(in Utf8JsonReader reader, Step step)
    {
        buffer.Drop((int)reader.BytesConsumed);
        state = reader.CurrentState;
        return step;
    }

    private FlatObject Stop(string problem)
    {
        ended = true;
        return FlatObject.Bad(buffer.Line, problem) with { Stops = true };
    }
}
