using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditVerifyTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_untouched_record_is_intact(Database database)
    {
        await using var desk = await StartAsync(database);
        await desk.RecordAsync("Not sealed");

        var (exit, findings, summary) = await desk.VerifyAsync();

        Assert.Equal(0, exit);
        Assert.Empty(findings);
        Assert.Contains("in 3 seals, intact.", summary[0], StringComparison.Ordinal);
        Assert.Equal("Not sealed yet: 1.", summary[1]);
        Assert.Equal($"Anchor: {Convert.ToHexStringLower((await desk.SealsAsync())[^1].Hash)}", summary[2]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_altered_field_is_found_whichever_it_is(Database database)
    {
        string[] changes =
        [
            database == Database.Sqlite ? "at = at + 1" : "at = at + interval '1 microsecond'", "action = 'user.deleted'", "actor_kind = 2", "actor_id = target_id",
            "actor_name = 'Somebody else'", "target_kind = 'group'", "target_id = actor_id", "target_name = 'Bob'", "changes = '{{}}'", "ip = '10.0.0.1'", "search_text = ''", "account_id = (SELECT id FROM accounts WHERE name = 'Other')",
        ];
        await using var desk = await StartAsync(database);
        await desk.App.AccountAsync("Other");
        await desk.RecordAsync([.. changes.Select((_, n) => $"Person {n}")]);
        await desk.SealAsync();
        var first = await desk.NumberOfAsync("Person 0");
        for (var n = 0; n < changes.Length; n++) await desk.ChangeAsync($"UPDATE audit_entries SET {changes[n]} WHERE sequence = {first + n}");

        Assert.Equal(changes.Select((_, n) => $"entry {first + n}: altered: it isn't what was sealed"), await FindingsAsync(desk));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_deleted_entry_is_found(Database database)
    {
        await using var desk = await StartAsync(database);
        var (two, five) = (await desk.NumberOfAsync("Two"), await desk.NumberOfAsync("Five"));
        await desk.ChangeAsync($"DELETE FROM audit_entries WHERE sequence IN ({two}, {five})");

        Assert.Equal([$"entry {two}: missing", $"entry {five}: missing"], await FindingsAsync(desk));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Entries_that_changed_places_are_found(Database database)
    {
        await using var desk = await StartAsync(database);
        var (one, two) = (await desk.NumberOfAsync("One"), await desk.NumberOfAsync("Two"));
        await desk.ChangeAsync($"UPDATE audit_entries SET sequence = 1000000 WHERE sequence = {one}");
        await desk.ChangeAsync($"UPDATE audit_entries SET sequence = {one} WHERE sequence = {two}");
        await desk.ChangeAsync($"UPDATE audit_entries SET sequence = {two} WHERE sequence = 1000000");

        Assert.Equal([$"entry {one}: reordered: it is what was entry {two}", $"entry {two}: reordered: it is what was entry {one}"], await FindingsAsync(desk));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entry_inserted_before_the_first_is_found(Database database)
    {
        await using var desk = await StartAsync(database);
        await desk.RecordAsync("Forged");
        await desk.ChangeAsync("UPDATE audit_entries SET sequence = 0 WHERE target_name = 'Forged'");

        Assert.Equal(["entry 0: inserted: numbers begin at 1"], await FindingsAsync(desk));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_altered_seal_is_found_whatever_was_altered(Database database)
    {
        var (time, bytes) = database == Database.Sqlite ? ("1", "randomblob(32)") : ("interval '1 microsecond'", "sha256('x')");
        string[] changes = [$"at = at + {time}", "missing = '4,' || missing", $"digests = {bytes}", $"hash = {bytes}", "covered = covered || ',9000'", "missing = 'x'", $"digests = digests || {bytes}"];
        await using var desk = await StartAsync(database);
        foreach (var change in changes)
        {
            await desk.RecordAsync(change);
            await desk.SealAsync();
        }

        for (var n = 0; n < changes.Length; n++) await desk.ChangeAsync($"UPDATE audit_seals SET {changes[n]} WHERE position = {4 + n}");

        var findings = await FindingsAsync(desk);
        Assert.All(changes.Select((_, n) => 4 + n), n => Assert.Contains(findings, f => f.StartsWith($"seal {n}: altered", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_missing_seal_is_found(Database database)
    {
        await using var desk = await StartAsync(database);
        await desk.ChangeAsync("DELETE FROM audit_seals WHERE position = 2");

        Assert.Equal(["seal 2: missing: the entries it covered can't be checked"], await FindingsAsync(desk));

        await desk.ChangeAsync("DELETE FROM audit_seals WHERE position = 1");
        Assert.Equal(["seals 1 to 2: missing: the entries they covered can't be checked"], await FindingsAsync(desk));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tail_cut_off_is_found_by_whoever_kept_an_anchor(Database database)
    {
        await using var desk = await StartAsync(database);
        var anchor = Convert.ToHexString((await desk.SealsAsync())[^1].Hash);
        var earlier = Convert.ToHexString((await desk.SealsAsync())[0].Hash);
        Assert.Equal(0, (await desk.VerifyAsync("--expect", anchor)).Exit);
        await desk.ChangeAsync("DELETE FROM audit_entries WHERE target_name IN ('Four', 'Five')");
        await desk.ChangeAsync("DELETE FROM audit_seals WHERE position = 3");
        await desk.RecordAsync("Covers it up");
        await desk.SealAsync();

        Assert.Equal(0, (await desk.VerifyAsync()).Exit);
        Assert.Equal(0, (await desk.VerifyAsync("--expect", earlier)).Exit);
        var (exit, findings, _) = await desk.VerifyAsync("--expect", anchor);

        Assert.Equal(1, exit);
        Assert.Equal([$"anchor {anchor.ToLowerInvariant()}: not in the chain: its end was cut off, or it was written anew"], findings);
    }

    [Fact]
    public async Task Wrong_usage_says_how_it_is_called()
    {
        await using var desk = await ChainDesk.StartAsync(Database.Sqlite);

        foreach (var options in new string[][] { ["--expect"], ["--expect", "12"], ["--expect", new string('g', 64)], ["now"], ["--expect", new string('0', 64), "--more"] })
        {
            var (exit, _, lines) = await desk.VerifyAsync(options);
            Assert.Equal(2, exit);
            Assert.Equal("Usage: IdentityDashboard audit verify [--expect HASH]", lines[^1]);
        }
    }

    /// <summary>Three seals: the account's beginning, "One" to "Three", "Four" and "Five".</summary>
    private static async Task<ChainDesk> StartAsync(Database database)
    {
        var desk = await ChainDesk.StartAsync(database);
        await desk.SealAsync();
        await desk.RecordAsync("One", "Two", "Three");
        await desk.SealAsync();
        await desk.RecordAsync("Four", "Five");
        await desk.SealAsync();
        return desk;
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(ChainDesk desk)
    {
        var (exit, findings, _) = await desk.VerifyAsync();
        Assert.Equal(1, exit);
        return findings;
    }
}
