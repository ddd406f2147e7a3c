using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Commands;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Features.Directory;
using IdentityDashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditNamesTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task People_groups_and_the_system_are_found_by_name_in_the_own_account_only(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync("Northpeak"));
        await app.AddPersonAsync(account, "Amara", "Okafor", "amara@halden.example");
        await app.AddPersonAsync(other, "Amara", "Foreign", "amara@northpeak.example");
        var group = await app.Service<GroupService>().CreateAsync(account.Admin, "Amara's team", [], CancellationToken.None);
        var names = app.Service<AuditNames>();

        Assert.Equal(["Amara Okafor"], (await names.ActorsAsync(account.Admin, "amara", CancellationToken.None)).Select(s => s.Name));
        Assert.Equal(["Amara Okafor", "Amara's team"], (await names.TargetsAsync(account.Admin, "amara", CancellationToken.None)).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Contains(AuditSubject.System, await names.ActorsAsync(account.Admin, "sys", CancellationToken.None));
        Assert.Equal(("Nora Lindqvist", "Amara's team"), await names.OfAsync(account.Admin, account.Admin.Id, group.Value.Id, CancellationToken.None));
        Assert.Equal((null, null), await names.OfAsync(other.Admin, account.Admin.Id, group.Value.Id, CancellationToken.None));
        Assert.Empty(await names.ActorsAsync(account.Admin with { Id = Guid.NewGuid() }, "amara", CancellationToken.None));
    }

    [Fact]
    public void A_place_is_written_as_it_is_read()
    {
        var place = new AuditPlace("a&b=ü", null, "user.suspended", AuditPlace.System, Guid.NewGuid().ToString(), null, "2026-11-01", "2026-11-22");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(place.ToQueryString());

        Assert.Equal(place, AuditPlace.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null));
        Assert.True(place.IsReadable);
        Assert.Equal("1 Nov 2026 to 22 Nov 2026", place.TimeText);
        Assert.False(new AuditPlace(At: "o12.5").IsFiltered);
    }

    [Fact]
    public void Spans_are_whole_days_that_end_with_today()
    {
        var now = new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.FromHours(2));

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), new AuditPlace(When: "today").ToList(now).From);
        Assert.Equal(new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero), new AuditPlace(When: "7d").ToList(now).From);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero), new AuditPlace(To: "2026-11-02").ToList(now).Until);
    }

    [Fact]
    public async Task U71_What_a_feature_offers_to_take_back_can_be_taken_back_through_it()
    {
        var row = new AuditRow(7, DateTimeOffset.UnixEpoch, AuditActions.BulkFinished, ActorKind.Identity, Guid.NewGuid(), "Nora", AuditTarget.BulkJob, Guid.NewGuid(), "Suspend 2 people", [], null);
        var actor = Actor.System(Guid.NewGuid());
        var undos = new AuditUndos([new Broken(), new Offering(7)], NullLogger<AuditUndos>.Instance);

        Assert.Equal([KeyValuePair.Create(7L, "Undo")], await undos.OfferedAsync(actor, [row, row with { Sequence = 8 }], CancellationToken.None));
        Assert.True((await undos.UndoAsync(actor, row, CancellationToken.None)).Succeeded);
        Assert.Equal("not_undoable", (await undos.UndoAsync(actor, row with { Sequence = 8 }, CancellationToken.None)).Error?.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(null, "--Urls", "http://127.0.0.1:0")]
    [InlineData(null, "Urls=http://127.0.0.1:0")]
    [InlineData(null, "/Urls", "x")]
    [InlineData(7, "say", "hello")]
    [InlineData(2, "say", "--Urls", "x")]
    [InlineData(2, "sing")]
    [InlineData(2, "say")]
    public async Task Arguments_that_begin_with_a_word_name_a_command(int? exit, params string[] arguments)
    {
        var output = new StringWriter();

        Assert.Equal(exit, await CommandLine.RunAsync([new Hello()], arguments, new CommandOutput(output, output), CancellationToken.None));
        if (exit == CommandLine.WrongUsage) Assert.Contains("IdentityDashboard say hello [NAME]", output.ToString(), StringComparison.Ordinal);
    }

    private sealed class Hello : ICommand
    {
        public string Words => "say hello";

        public string Options => "[NAME]";

        public string Summary => "Greets.";

        public Task<int> RunAsync(IReadOnlyList<string> arguments, CommandOutput output, CancellationToken ct) => Task.FromResult(7);
    }

    private sealed class Offering(long sequence) : IAuditUndo
    {
        public Task<IReadOnlyDictionary<long, string>> OfferedAsync(Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<long, string>>(rows.Where(r => r.Sequence == sequence).ToDictionary(r => r.Sequence, _ => "Undo"));

        public Task<Result> UndoAsync(Actor actor, long number, CancellationToken ct) => Task.FromResult(Result.Ok);
    }

    private sealed class Broken : IAuditUndo
    {
        public Task<IReadOnlyDictionary<long, string>> OfferedAsync(Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct) => throw new TimeoutException();

        public Task<Result> UndoAsync(Actor actor, long sequence, CancellationToken ct) => throw new TimeoutException();
    }
}
