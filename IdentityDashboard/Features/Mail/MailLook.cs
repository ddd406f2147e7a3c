using System.Text.Encodings.Web;
using IdentityDashboard.Platform.Colours;

namespace IdentityDashboard.Features.Mail;

/// <summary>
/// An account's logo and accent on a written letter. It is put on when the mail leaves, so that every letter of every
/// feature has it, as it is then. Replaced are pieces of markup that only <see cref="MailLetterHtml"/> can have written:
/// what people wrote is encoded there, so none of it can hold one of them (A53).
/// </summary>
/// <param name="LogoUrl">Absolute; null without a logo. The account's name stands beside it, for programs that load no pictures.</param>
public sealed record MailLook(AccentColour? Accent, string? LogoUrl)
{
    public const int LogoHeight = 32;

    public static readonly MailLook Plain = new(null, null);

    internal MailBody On(MailBody body, string accountName) => this == Plain ? body : body with { Html = OnHtml(body.Html, accountName) };

    internal string OnHtml(string html, string accountName)
    {
        if (Accent is { } accent)
        {
            html = html.Replace(MailLetterHtml.ButtonColours, $"background:{accent.Colour};color:{accent.Text}{MailLetterHtml.ButtonRest}", StringComparison.Ordinal)
                .Replace(MailLetterHtml.DarkButton, "", StringComparison.Ordinal)
                .Replace(MailLetterHtml.Mark, MailLetterHtml.MarkIn(accent.Colour.ToString()), StringComparison.Ordinal);
        }

        return LogoUrl is null ? html : html.Replace(MailLetterHtml.MarkIn(Accent?.Colour.ToString() ?? MailLetterHtml.Accent), Logo(accountName), StringComparison.Ordinal);
    }

    private string Logo(string accountName) =>
        $"""<img src="{HtmlEncoder.Default.Encode(LogoUrl!)}" alt="{HtmlEncoder.Default.Encode(MailHeader.OneLine(accountName))}" height="{LogoHeight}" style="display:inline-block;height:{LogoHeight}px;width:auto;max-width:200px;vertical-align:middle;margin-right:10px;border:0">""";
}
