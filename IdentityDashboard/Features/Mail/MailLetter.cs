using System.Text;
using System.Text.Encodings.Web;

namespace IdentityDashboard.Features.Mail;

/// <summary>A labelled line of the box in a letter.</summary>
public sealed record MailFact(string Label, string Text);

/// <summary>
/// One letter in the product's look, as plain text and as HTML. Everything that people wrote is encoded here, and
/// nowhere else (A53).
/// </summary>
/// <param name="Preview">The line mail programs show beside the subject.</param>
public sealed record MailLetter(string AccountName, string Subject, string Preview)
{
    public required string Greeting { get; init; }
    public required string Opening { get; init; }
    public IReadOnlyList<MailFact> Facts { get; init; } = [];
    public string? Quote { get; init; }
    public required string ButtonText { get; init; }
    public required string Url { get; init; }
    public required string AfterButton { get; init; }
    public required string Closing { get; init; }

    public MailDraft ToDraft(Guid accountId, string recipient, string purpose, Guid? relatedId) =>
        new(accountId, recipient, OneLine(Subject), Text(), Html(), purpose, relatedId);

    private string Text()
    {
        var text = new StringBuilder().AppendLine(Subject).AppendLine().AppendLine(Greeting).AppendLine().AppendLine(Opening).AppendLine();
        foreach (var fact in Facts) text.Append(fact.Label).Append(": ").AppendLine(fact.Text);
        if (Quote is not null) text.AppendLine().AppendLine(Quote);
        return text.AppendLine().Append(ButtonText).AppendLine(":").AppendLine(Url).AppendLine().AppendLine(AfterButton).AppendLine().AppendLine(Closing).ToString();
    }

    private string Html()
    {
        var html = HtmlEncoder.Default;
        return $"""<!doctype html><html lang="en"><body><h1>{html.Encode(Subject)}</h1><p>{html.Encode(Opening)}</p><p><a href="{html.Encode(Url)}">{html.Encode(ButtonText)}</a></p></body></html>""";
    }

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
