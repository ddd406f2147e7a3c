namespace IdentityDashboard.Tests.Support;

/// <summary>A mail as it came over the wire, with everything decoded.</summary>
internal sealed record ReceivedMail(
    string Sender,
    IReadOnlyList<string> Recipients,
    IReadOnlyDictionary<string, string> Headers,
    string? Text,
    string? Html,
    string Raw)
{
    public string Subject => Header("Subject");
    public string MessageId => Header("Message-ID");
    public string From => Header("From");
    public string To => Header("To");

    public static ReceivedMail Parse(byte[] eml)
    {
        var root = MimePart.Parse(eml);
        var leaves = root.Leaves().ToList();
        return new ReceivedMail(
            root.Header("X-Envelope-From"),
            root.Header("X-Envelope-To").Split(", "),
            root.Headers,
            leaves.Find(part => part.MediaType is "text/plain")?.DecodedText(),
            leaves.Find(part => part.MediaType is "text/html")?.DecodedText(),
            System.Text.Encoding.UTF8.GetString(eml));
    }

    /// <summary>Empty when the mail has no such header.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}
