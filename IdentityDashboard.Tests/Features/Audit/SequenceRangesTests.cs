using IdentityDashboard.Features.Audit.Chain;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class SequenceRangesTests
{
    [Theory, InlineData(""), InlineData("1-"), InlineData("3"), InlineData("3,5-9,12-")]
    public void What_is_written_is_read(string text) => Assert.Equal(text, SequenceRanges.Read(text)!.ToString());

    [Theory, InlineData("0"), InlineData("x"), InlineData("3,3"), InlineData("3,4"), InlineData("5-5"), InlineData("9-5"), InlineData("3-,7"), InlineData(","), InlineData("-3"), InlineData("1-2-3"), InlineData(" 1")]
    public void What_could_not_have_been_written_is_not_read(string text) => Assert.Null(SequenceRanges.Read(text));

    [Fact]
    public void Sets_behave_as_sets_do()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var (a, b) = (Some(random), Some(random));
            var (left, right) = (SequenceRanges.Of(a.Order()), SequenceRanges.Of(b.Order()));

            Assert.Equal(a.Except(b).Order(), left.Except(right).Numbers);
            Assert.Equal(a.Intersect(b).Order(), left.Intersect(right).Numbers);
            Assert.All(Enumerable.Range(1, 30), n => Assert.Equal(a.Contains(n), left.Contains(n)));
            Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n).Except(a), SequenceRanges.All.Except(left).Numbers.Take(60 - a.Count));
        }
    }

    [Fact]
    public void Nothing_is_left_of_what_has_no_end()
    {
        Assert.True(SequenceRanges.Read("5-")!.Except(SequenceRanges.All).IsEmpty);
        Assert.Equal("2-4", SequenceRanges.Read("2-")!.Except(SequenceRanges.Read("5-")!).ToString());
        Assert.Equal(12, SequenceRanges.Read("3,12-")!.OpenFrom);
        Assert.Equal("3", SequenceRanges.Read("3,12-")!.Finite.ToString());
    }

    private static HashSet<long> Some(Random random) => [.. Enumerable.Range(0, random.Next(20)).Select(_ => (long)random.Next(1, 30))];
}
