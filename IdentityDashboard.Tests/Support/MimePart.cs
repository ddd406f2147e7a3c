using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Tests.Support;

/// <summary>As much of MIME (RFC 2045 to 2047) as System.Net.Mail writes: folded headers, encoded words, nested multiparts.</summary>
internal sealed partial class MimePart
{
    private readonly string body;
    private readonly ContentType contentType;

    // Latin-1 keeps every byte as one character, so that text operations leave undecoded content intact.
    private MimePart(string part)
    {
        var end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        body = end < 0 ? "" : part[(end + 4)..];
        Headers = ParseHeaders(end < 0 ? part : part[..end]);
        contentType = new ContentType(Header("Content-Type") is { Length: > 0 } value ? value : "text/plain");
    }

    public IReadOnlyDictionary<string, string> Headers { get; }
    public string MediaType => contentType.MediaType.ToLowerInvariant();

    public static MimePart Parse(byte[] message) => new(Encoding.Latin1.GetString(message));

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    public IEnumerable<MimePart> Leaves()
    {
        if (contentType.Boundary is not { } boundary) return [this];

        // What precedes the first delimiter and follows the last ("--boundary--") belongs to no part.
        return ("\r\n" + body).Split("\r\n--" + boundary)[1..]
            .TakeWhile(part => !part.StartsWith("--", StringComparison.Ordinal))
            .SelectMany(part => new MimePart(part.TrimStart('\r', '\n')).Leaves());
    }

    public string DecodedText()
    {
        var bytes = Header("Content-Transfer-Encoding").ToLowerInvariant() switch
        {
            "base64" => Convert.FromBase64String(body),
            "quoted-printable" => QuotedPrintable(SoftLineBreak().Replace(body, "")),
            _ => Encoding.Latin1.GetBytes(body),
        };
        return Encoding.GetEncoding(contentType.CharSet ?? "utf-8").GetString(bytes);
    }

    private static Dictionary<string, string> ParseHeaders(string head)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Folding().Replace(head, "${blank}").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers.TryAdd(line[..colon], DecodeHeader(line[(colon + 1)..].Trim()));
        }

        return headers;
    }

    // With SMTPUTF8 a header may hold plain UTF-8 beside encoded words.
    private static string DecodeHeader(string value) =>
        EncodedWords().Replace(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value)), run =>
        {
            // A character may be torn over two words of a run: join the bytes first, decode then.
            var words = EncodedWord().Matches(run.Value);
            var bytes = words.SelectMany(word => word.Groups["encoding"].ValueSpan is "B" or "b"
                ? Convert.FromBase64String(word.Groups["text"].Value)
                : QuotedPrintable(word.Groups["text"].Value.Replace('_', ' ')));
            return Encoding.GetEncoding(words[0].Groups["charset"].Value).GetString([.. bytes]);
        });

    private static byte[] QuotedPrintable(string text) => Encoding.Latin1.GetBytes(QuotedByte().Replace(text, match =>
        ((char)byte.Parse(match.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));

    [GeneratedRegex(@"\r\n(?<blank>[ \t])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Folding();

    [GeneratedRegex(@"=[ \t]*\r\n", RegexOptions.NonBacktracking)]
    private static partial Regex SoftLineBreak();

    [GeneratedRegex("=[0-9A-Fa-f]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedByte();

    [GeneratedRegex(@"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=(\s+=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"=\?(?<charset>[^?\s]+)\?(?<encoding>[BbQq])\?(?<text>[^?\s]*)\?=", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EncodedWord();
}
