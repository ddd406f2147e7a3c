using System.Text;
using System.Text.Encodings.Web;

namespace IdentityDashboard.Features.Mail;

/// <summary>
/// The HTML part. Styles stand in the elements, because many mail programs drop style blocks; the block only adds
/// dark colours and small screens. Links and pictures from elsewhere there are none; an
/// account's logo comes from this app, put in by <see cref="MailLook"/> when the mail leaves.
/// </summary>
internal static class MailLetterHtml
{
    private const string Fonts = "-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,Helvetica,Arial,sans-serif";

    private const string Styles = """
        :root { color-scheme: light dark; }
        a:focus-visible { outline: 2px solid #4b4ed1; outline-offset: 3px; }
        @media (max-width: 480px) { .pad { padding: 24px 20px !important; } .out { padding: 0 !important; } .sheet { border-width: 0 !important; border-radius: 0 !important; } .cta { display: block !important; text-align: center !important; } }
        @media (prefers-color-scheme: dark) {
          .bg { background: #0d0e11 !important; } .sheet { background: #1b1c22 !important; border-color: #34363f !important; } .tx { color: #ededf1 !important; } .t2 { color: #b3b6c1 !important; } .t3 { color: #9296a3 !important; }
          .box { background: #131418 !important; border-color: #34363f !important; } .ln { border-color: #34363f !important; } .lk { color: #a9acff !important; }
        }
        """;

    /// <summary>The app's own colour, on the mark and the button.</summary>
    internal const string Accent = "#4b4ed1";

    /// <summary>The three pieces an account's look takes the place of. Each holds a character that text never does here.</summary>
    internal const string DarkButton = "<style>@media (prefers-color-scheme: dark) { .cta { background: #6165e8 !important; } }</style>";
    internal const string ButtonRest = ";font-size:16px;line-height:20px;font-weight:600;text-decoration:none\">";
    internal const string ButtonColours = $"background:{Accent};color:#ffffff{ButtonRest}";
    internal static readonly string Mark = MarkIn(Accent);

    internal static string MarkIn(string colour) => $"""<span style="display:inline-block;width:10px;height:10px;border-radius:3px;background:{colour};margin-right:8px"></span>""";

    private static readonly HtmlEncoder Html = HtmlEncoder.Default;

    public static string Write(MailLetter letter) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{Encode(letter.Subject)}</title>
        <style>
        {Styles}
        </style>
        {DarkButton}
        </head>
        <body class="bg" style="margin:0;padding:0;background:#f6f6f8">
        <div style="display:none;max-height:0;overflow:hidden" aria-hidden="true">{Encode(letter.Preview)}</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="bg" style="background:#f6f6f8"><tr><td align="center" class="out" style="padding:40px 16px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sheet" style="max-width:560px;background:#ffffff;border:1px solid #d6d7de;border-radius:14px;border-collapse:separate"><tr><td class="pad" style="padding:36px 40px;font-family:{Fonts};text-align:left;overflow-wrap:anywhere">
        <main>
        {Body(letter)}
        </main>
        </td></tr></table>
        </td></tr></table>
        </body>
        </html>
        """.ReplaceLineEndings("\r\n");

    /// <summary>For frames of our own pages, whose policy refuses style blocks: they then show it as on a wide, light screen.</summary>
    internal static string WithoutStyleBlocks(string html)
    {
        for (int at; (at = html.IndexOf("<style>", StringComparison.Ordinal)) >= 0;)
        {
            var end = html.IndexOf("</style>", at, StringComparison.Ordinal) + "</style>".Length;
            html = html.Remove(at, end - at);
        }

        return html;
    }

    private static string Body(MailLetter letter) => $"""
        <p class="tx" style="margin:0 0 28px;font-size:15px;line-height:20px;font-weight:600;color:#17181d">{Mark}{Encode(letter.AccountName)}</p>
        <h1 class="tx" style="margin:0 0 12px;font-size:24px;line-height:30px;font-weight:600;letter-spacing:-.3px;color:#17181d">{Encode(letter.Subject)}</h1>
        <p class="t2" style="margin:0 0 20px;font-size:16px;line-height:24px;color:#4b4e59">{Encode(letter.Greeting)}<br>{WithStrong(letter.Opening, letter.Strong)}</p>
        {Facts(letter.Facts)}{Message(letter.Message)}{Quote(letter.Quote)}
        <p style="margin:0 0 24px"><a href="{Encode(letter.Url)}" class="cta" style="display:inline-block;padding:13px 24px;border-radius:8px;{ButtonColours}{Encode(letter.ButtonText)}</a></p>
        <p class="t2" style="margin:0 0 4px;font-size:14px;line-height:20px;color:#4b4e59">{Encode(letter.AfterButton)} If the button doesn&#39;t work, open this address:</p>
        <p style="margin:0 0 28px;font-size:14px;line-height:20px;word-break:break-all"><a href="{Encode(letter.Url)}" class="lk" style="color:#4245c4;text-decoration:underline">{Encode(letter.Url)}</a></p>
        <p class="t3 ln" style="margin:0;padding:20px 0 0;border-top:1px solid #e6e6eb;font-size:13px;line-height:19px;color:#656874">{Encode(letter.Closing)}</p>
        """;

    private static string Facts(IReadOnlyList<MailFact> facts)
    {
        if (facts.Count == 0) return "";
        var rows = facts.Select((fact, at) => Fact(fact, top: at == 0 ? 12 : 0, bottom: at == facts.Count - 1 ? 12 : 4, weight: at == 0 && facts.Count > 1 ? 600 : 400));
        return $"""
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="box" style="background:#f6f6f8;border:1px solid #e6e6eb;border-radius:10px;border-collapse:separate;margin:0 0 20px">
            {string.Join('\n', rows)}
            </table>
            """;
    }

    private static string Fact(MailFact fact, int top, int bottom, int weight) =>
        $"""<tr><td class="t3" style="padding:{top}px 16px {bottom}px;font-size:14px;line-height:20px;color:#656874;width:96px;vertical-align:top">{Encode(fact.Label)}</td><td class="tx" style="padding:{top}px 16px {bottom}px 0;font-size:14px;line-height:20px;color:#17181d;font-weight:{weight}">{Encode(fact.Text)}</td></tr>""";

    private static string Message(string? message) => message is null
        ? ""
        : $"""<p class="t2" style="margin:0 0 20px;font-size:16px;line-height:24px;color:#4b4e59">{string.Join("<br>", MailLetter.Lines(message).Select(Encode))}</p>""";

    private static string Quote(string? quote) => quote is null
        ? ""
        : $"""<p class="t2" style="margin:0 0 24px;padding:0 0 0 14px;border-left:3px solid #c6c7f4;font-size:16px;line-height:24px;color:#4b4e59">{string.Join("<br>", MailLetter.Lines(quote).Select(Encode))}</p>""";

    /// <summary>Marks names in one pass over the raw text, so that no name can match inside the markup of another.</summary>
    private static string WithStrong(string text, IReadOnlyList<string> names)
    {
        var html = new StringBuilder();
        var plain = 0;
        for (var at = 0; at < text.Length;)
        {
            var name = names.Where(n => n.Length > 0).OrderByDescending(n => n.Length).FirstOrDefault(n => string.CompareOrdinal(text, at, n, 0, n.Length) == 0);
            if (name is null)
            {
                at++;
                continue;
            }

            html.Append(Encode(text[plain..at])).Append("""<b class="tx" style="color:#17181d;font-weight:600">""").Append(Encode(name)).Append("</b>");
            plain = at += name.Length;
        }

        return html.Append(Encode(text[plain..])).ToString();
    }

    private static string Encode(string text) => Html.Encode(MailHeader.OneLine(text));
}
