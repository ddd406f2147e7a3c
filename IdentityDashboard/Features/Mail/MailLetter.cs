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
    private const int MaxSubject = 255;

    public required string Greeting { get; init; }
    public required string Opening { get; init; }

    /// <summary>Names within <see cref="Opening"/> that stand out in the HTML.</summary>
    public IReadOnlyList<string> Strong { get; init; } = [];
    public IReadOnlyList<MailFact> Facts { get; init; } = [];

    /// <summary>What the account says in every letter of this kind, lines kept.</summary>
    public string? Message { get; init; }

    /// <summary>What somebody wrote to the recipient, lines kept.</summary>
    public string? Quote { get; init; }
    public required string ButtonText { get; init; }
    public required string Url { get; init; }
    public required string AfterButton { get; init; }
    public required string Closing { get; init; }

    public MailDraft ToDraft(Guid accountId, string recipient, string purpose, Guid? relatedId)
    {
        var subject = MailHeader.OneLine(Subject);
        if (subject.Length > MaxSubject) subject = subject[..MaxSubject];
        return new(accountId, recipient, subject, MailLetterText.Write(this), MailLetterHtml.Write(this), purpose, relatedId);
    }

    internal static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(MailHeader.OneLine);
}
