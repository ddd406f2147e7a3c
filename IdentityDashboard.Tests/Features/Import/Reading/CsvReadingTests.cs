using System.Text;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

public sealed class CsvReadingTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "1|2")]
    [InlineData("a,b\r\n1,2", "1|2")]
    [InlineData("a,b\r1,2\r", "1|2")]
    [InlineData("a,b\n\"x,\"\"y\"\"\",\"l1\r\nl2\"\n", "x,\"y\"|l1\r\nl2")]
    [InlineData("a,b\n1,\n", "1|")]
    [InlineData("a,b\n,\"\"\n1,\"\"", "1|")]
    [InlineData("a,b\nx\"y,z\n", "x\"y|z")]
    public async Task Values_are_read_as_RFC_4180_says(string text, string expected)
    {
        var rows = await Files.RowsOfAsync(text);

        Assert.Equal(expected, string.Join('|', Assert.Single(rows).Values));
    }

    [Fact]
    public async Task Line_numbers_count_line_breaks_in_quotes_and_blank_lines()
    {
        var rows = await Files.RowsOfAsync("a,b\n\"1\n2\",x\n\n3,y\r\n4,z\r5,w\n");

        Assert.Equal([2, 5, 6, 7], rows.Select(r => r.Line));
    }

    [Fact]
    public async Task Text_after_a_closing_quote_is_the_problem_of_its_row_only()
    {
        var rows = await Files.RowsOfAsync("a,b\n\"Ann\" Lee,1\nx,2\n");

        Assert.Equal([ReadingLimits.TextAfterQuote, null], rows.Select(r => r.Problem));
    }

    [Fact]
    public async Task An_unclosed_quote_costs_one_row_not_the_rest()
    {
        var rows = await Files.RowsOfAsync("a,b\n\"x,1\ny,2\nz,3\n");

        Assert.Equal([(2, ReadingLimits.QuoteOpen), (3, null), (4, null)], rows.Select(r => (r.Line, r.Problem)));
    }

    [Theory]
    [InlineData("email;name\n", ';')]
    [InlineData("email\tname\na@x.org\tAnn, Lee\n", '\t')]
    [InlineData("email|groups\na@x.org|A;B\nb@x.org|C;D\n", '|')]
    [InlineData("sep=;\nemail;x,y\na@x.org;1,2\n", ';')]
    [InlineData("email\na@x.org\n", ',')]
    public async Task Delimiters_are_found(string text, char expected)
    {
        var file = await Files.OpenTextAsync(text);

        Assert.Equal((expected, "email"), (file.Reading.Delimiter!.Value, file.Columns[0]));
    }

    [Fact]
    public async Task What_the_user_says_goes_before_what_was_found()
    {
        var file = await Files.OpenTextAsync("email,x;name\na@x.org,1;Ann\n", new ReadingChoices(Delimiter: ';', HasHeader: false));

        Assert.Equal(["Column 1", "Column 2"], file.Columns);
        Assert.Equal(2, (await Files.RowsAsync(file)).Count);
    }

    [Theory, InlineData("utf-8"), InlineData("utf-16"), InlineData("utf-16BE")]
    public async Task Byte_order_marks_are_obeyed(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("email,name\nada@example.com,Novák 美咲\n")];

        var file = await Files.OpenAsync(new MemoryStream(bytes));

        Assert.Equal(["email", "name"], file.Columns);
        Assert.False(file.Reading.EncodingIsGuess);
        Assert.Equal("Novák 美咲", (await Files.RowsAsync(file))[0][1]);
    }

    [Fact]
    public async Task French_names_are_guessed_as_Western()
    {
        var file = await Files.OpenAsync(Files.Text("prénom;nom;email\nRené;Garçon à l'île;r@example.fr\n", TextEncodings.Get(TextEncodings.Western)));

        Assert.Equal((TextEncodings.Western, true), (file.Reading.Encoding, file.Reading.EncodingIsGuess));
        Assert.Equal("prénom", file.Columns[0]);
    }

    [Fact]
    public async Task Letters_that_turn_up_late_in_another_encoding_are_the_problem_of_their_row()
    {
        var text = new StringBuilder("email,name\n");
        while (text.Length < ReadingLimits.Prefix + 1000) text.Append("a@example.com,Ann Lee\n");
        var bytes = TextEncodings.Get(TextEncodings.Western).GetBytes(text.Append("b@example.com,José Roa\n").ToString());

        var rows = await Files.RowsAsync(await Files.OpenAsync(new MemoryStream(bytes)));

        Assert.Equal(ReadingLimits.NotDecoded, Assert.Single(rows, r => r.Problem is not null).Problem);
    }

    [Theory, InlineData(""), InlineData("\n\n"), InlineData("version:v1.0\n"), InlineData("[]"), InlineData("{\"users\": []}")]
    public async Task An_empty_file_says_so(string text)
    {
        var file = await Files.OpenTextAsync(text);

        Assert.Equal("The file is empty.", file.Problem);
        Assert.Empty(await Files.RowsAsync(file));
    }
}
