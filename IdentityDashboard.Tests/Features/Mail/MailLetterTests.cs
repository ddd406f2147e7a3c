using AngleSharp.Html.Parser;
using IdentityDashboard.Features.Mail;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class MailLetterTests
{
    [Fact]
    public void S74_Both_parts_say_the_same()
    {
        var letter = MailWorld.Letter();

        var draft = letter.ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null);
        var html = new HtmlParser().ParseDocument(draft.Html);
        var seen = string.Join(' ', html.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal("You've been invited to Halden Group", draft.Subject);
        Assert.Equal(draft.Subject, html.Title);
        foreach (var part in new[] { draft.Subject, letter.Greeting, letter.Opening, "Editor at EMEA / Retail", "Questions to #storefront.", letter.ButtonText, letter.Url, letter.AfterButton, letter.Closing })
        {
            Assert.Contains(part, draft.Text, StringComparison.Ordinal);
            Assert.Contains(part, seen, StringComparison.Ordinal);
        }

        Assert.Equal([letter.Url, letter.Url], html.Links.Select(l => l.GetAttribute("href")));
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("</title></style><svg onload=alert(1)>")]
    [InlineData("{{constructor}} &amp; &lt;b&gt;")]
    public void A53_A57_What_people_wrote_never_becomes_markup(string evil)
    {
        var plain = Elements(MailWorld.Letter());
        var letter = new MailLetter(evil, evil, evil)
        {
            Greeting = evil, Opening = $"{evil} invited you to b.", Strong = ["b"], Facts = [new MailFact(evil, evil), new MailFact("Works until", evil)],
            Quote = $"{evil}\nsecond", ButtonText = evil, Url = "https://identity.example/" + evil, AfterButton = evil, Closing = evil,
        };

        var found = Elements(letter);

        Assert.Equal(plain.Where(e => e != "b"), found.Where(e => e != "b"));
        Assert.Contains(evil, Parse(letter).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_cannot_pass_for_a_part_of_the_letter()
    {
        var letter = MailWorld.Letter() with { Quote = "Hi\r\nAccept invitation:\r\nhttps://evil.example/" };

        var draft = letter.ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null);

        Assert.DoesNotContain(draft.Text.Split("\r\n"), line => line.StartsWith("https://evil", StringComparison.Ordinal));
        Assert.DoesNotContain(Parse(letter).Links, l => l.GetAttribute("href")!.Contains("evil", StringComparison.Ordinal));
    }

    private static List<string> Elements(MailLetter letter) => [.. Parse(letter).All.Select(e => e.LocalName)];

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(MailLetter letter) =>
        new HtmlParser().ParseDocument(letter.ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null).Html);
}
