using System.Text;

namespace IdentityDashboard.Features.Mail;

/// <summary>The plain-text part: the same content, for programs and people that prefer it.</summary>
internal static class MailLetterText
{
    private const string LineEnd = "\r\n";

    public static string Write(MailLetter letter)
    {
        var text = new StringBuilder();
        Line(letter.Subject);
        Line();
        Line(letter.Greeting);
        Line();
        Line(letter.Opening);
        Line();
        foreach (var fact in letter.Facts) Line($"{fact.Label}: {fact.Text}");
        if (letter.Facts.Count > 0) Line();
        if (letter.Message is not null)
        {
            foreach (var line in MailLetter.Lines(letter.Message)) Line($"| {line}");
            Line();
        }

        if (letter.Quote is not null)
        {
            // Marked line by line, so that nothing written there passes for a part of the letter.
            foreach (var line in MailLetter.Lines(letter.Quote)) Line($"> {line}");
            Line();
        }

        Line($"{letter.ButtonText}:");
        Line(letter.Url);
        Line();
        Line(letter.AfterButton);
        Line();
        Line(letter.Closing);
        return text.ToString();

        void Line(string content = "") => text.Append(MailHeader.OneLine(content)).Append(LineEnd);
    }
}
