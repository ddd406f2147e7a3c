using System.Text;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

public sealed class JsonReadingTests
{
    private const string Ann = """{"email": "ann@example.com", "name": "Ann Lee"}""";

    [Fact]
    public async Task A_broken_line_of_NDJSON_costs_only_itself()
    {
        var rows = await Files.RowsOfAsync($"{Ann}\n{{\"email\": }}\n\n[1]\n{Ann}");

        Assert.Equal([1, 2, 4, 5], rows.Select(r => r.Line));
        Assert.Equal([null, "This line isn't valid JSON; it breaks at byte 11.", "Each person is an object in braces; this is something else.", null], rows.Select(r => r.Problem));
    }

    [Fact]
    public async Task An_array_is_a_list_of_people_with_their_lines()
    {
        var rows = await Files.RowsOfAsync($"[\n  {Ann},\n  7,\n  {Ann}\n]\n");

        Assert.Equal([2, 3, 4], rows.Select(r => r.Line));
        Assert.Equal(["ann@example.com", "", "ann@example.com"], rows.Select(r => r[0]));
    }

    [Fact]
    public async Task A_list_cut_off_keeps_what_was_before_and_says_where_it_ends()
    {
        var rows = await Files.RowsOfAsync($"[\n{Ann},\n{{\"email\": \"b");

        Assert.Equal(2, rows.Count);
        Assert.True(rows[1].Stops);
        Assert.StartsWith("Reading stopped here: the JSON is broken or cut off", rows[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_without_people_says_what_is_expected()
    {
        var file = await Files.OpenTextAsync("{\n\"realm\": \"x\",\n\"clients\": [{\"users\": []}]\n}");

        Assert.StartsWith("There is no list of people in this JSON", file.Problem, StringComparison.Ordinal);
    }

    [Theory, InlineData("[", ",", "]"), InlineData("", "\n", "")]
    public async Task An_object_over_a_megabyte_is_passed_over(string open, string between, string close)
    {
        var huge = $"{{\"email\": \"x@example.com\", \"a\": {{\"b\": [{string.Join(',', Enumerable.Repeat("\"0123456789\"", 200_000))}]}}}}";

        var rows = await Files.RowsOfAsync($"{open}{Ann}{between}{huge}{between}{Ann}{close}");

        Assert.Equal([null, ReadingLimits.RowTooLong, null], rows.Select(r => r.Problem));
    }

    [Fact]
    public async Task Thousands_of_objects_longer_than_the_buffer_all_arrive()
    {
        var text = new StringBuilder("{\"realm\": \"r\", \"users\": [");
        for (var i = 0; i < 20_000; i++) text.Append(i == 0 ? "" : ",\n").Append(FormattableString.Invariant($"{{\"email\": \"p{i}@example.com\", \"attributes\": {{\"note\": [\"{new string('n', i % 300)}\"]}}}}"));

        var rows = await Files.RowsOfAsync(text.Append("], \"clients\": []}").ToString());

        Assert.Equal(20_000, rows.Count);
        Assert.Equal(("p19999@example.com", 20_000), (rows[^1][0], rows[^1].Line));
        Assert.DoesNotContain(rows, r => r.Problem is not null);
    }

    [Fact]
    public async Task NUL_inside_JSON_and_halves_of_characters_are_told()
    {
        var rows = await Files.RowsOfAsync($"{Ann}\n{{\"email\": \"a\\u0000@example.com\"}}\n{{\"email\": \"a\\ud800@example.com\"}}\n");

        Assert.Equal([null, ReadingLimits.HasNul, ReadingLimits.NotDecoded], rows.Select(r => r.Problem));
    }

    [Fact]
    public async Task UTF_16_is_read_as_well()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes($"{Ann}\n{Ann}\n")];

        var file = await Files.OpenAsync(new MemoryStream(bytes));

        Assert.Equal(ImportFormat.Ndjson, file.Reading.Format);
        Assert.Equal(2, (await Files.RowsAsync(file)).Count);
    }

    [Fact]
    public async Task Names_that_come_late_are_told()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++) text.AppendLine(Ann);

        var file = await Files.OpenTextAsync(text.AppendLine("""{"email": "z@example.com", "nickname": "z"}""").ToString());
        await Files.RowsAsync(file);

        Assert.Equal(["nickname"], file.LaterColumns);
    }
}
