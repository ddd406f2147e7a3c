using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Data;

public sealed class RowWriterTests
{
    private const int Many = 60;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_it_writes_is_read_back_as_if_EF_had_written_it(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (full, bare) = (Full(account), Bare(account));

        await WriteAsync(app, full, bare);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        foreach (var written in new[] { full, bare })
        {
            var read = await db.Identities.AsNoTracking().SingleAsync(i => i.Id == written.Id, Ct);
            foreach (var property in db.Model.FindEntityType(typeof(Identity))!.GetProperties())
            {
                Assert.Equal((property.Name, property.PropertyInfo!.GetValue(written)), (property.Name, property.PropertyInfo.GetValue(read)));
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_broken_unique_rule_is_told_like_one_of_saving_and_nothing_stays(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (Bare(account), Bare(account));
        (two.Email, two.NormalizedEmail) = (one.Email, one.NormalizedEmail);

        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => WriteAsync(app, one, two));

        Assert.True(UniqueViolation.Is(failure));
        Assert.Null(await app.FindAsync(one.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_was_written_is_found_by_search(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = Full(account);

        await WriteAsync(app, person);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.Equal([person.Id], await app.Service<ISearchIndex>().Identities(db, account.Id, "gr\u00F6\u00DFe").ToListAsync(Ct));
    }

    /// <summary>Many rows go another way than few: COPY here, an index written together there.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Many_are_read_back_and_found_and_so_is_who_comes_alone_afterwards(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (full, crowd, alone) = (Full(account), Enumerable.Range(0, Many).Select(_ => Bare(account)).ToArray(), Full(account));
        (alone.Email, alone.NormalizedEmail) = (AccountSetup.Email(), null);

        await WriteAsync(app, [full, .. crowd]);
        await WriteAsync(app, alone);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.Equal(Many + 2, await db.Identities.CountAsync(i => i.AccountId == account.Id && i.Id != account.Admin.Id, Ct));
        Assert.Equal((full.CreatedAt, full.PhoneNumber), await db.Identities.Where(i => i.Id == full.Id).Select(i => new ValueTuple<DateTimeOffset, string?>(i.CreatedAt, i.PhoneNumber)).SingleAsync(Ct));
        Assert.Equal(new HashSet<Guid> { full.Id, alone.Id }, await app.Service<ISearchIndex>().Identities(db, account.Id, "größe").ToHashSetAsync(Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Many_with_one_that_breaks_a_rule_leave_nothing_and_the_next_are_found(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (crowd, next) = (Enumerable.Range(0, Many).Select(_ => Bare(account)).ToArray(), Full(account));
        (crowd[^1].Email, crowd[^1].NormalizedEmail) = (crowd[0].Email, crowd[0].NormalizedEmail);

        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => WriteAsync(app, crowd));
        await WriteAsync(app, next);

        Assert.True(UniqueViolation.Is(failure));
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.Null(await app.FindAsync(crowd[0].Id));
        Assert.Equal([next.Id], await app.Service<ISearchIndex>().Identities(db, account.Id, "größe").ToListAsync(Ct));
    }

    private static async Task WriteAsync(TestApp app, params Identity[] people)
    {
        var rows = new NewRows();
        foreach (var person in people) rows.Add(person);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await app.Service<IRowWriter>().WriteAsync(db, rows, Ct);
        await transaction.CommitAsync(Ct);
    }

    private static Identity Bare(TestAccount account)
    {
        var email = AccountSetup.Email();
        return new Identity { Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = "Pat", LastName = "", SortName = "pat", SearchText = "", Email = email, NormalizedEmail = email };
    }

    private static Identity Full(TestAccount account)
    {
        var (email, at) = (AccountSetup.Email(), new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero).AddTicks(1230));
        return new Identity
        {
            Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = "\uD83D\uDE00 \"O'Neil\"", LastName = "Gr\u00F6\u00DFe, \\N {x}", SortName = "\u00E9", SearchText = $"gr\u00F6\u00DFe {email}", SearchExtra = "ext",
            Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, EmailConfirmed = true, PhoneNumber = "+442079460018", PhoneNumberConfirmed = true, ExternalId = "x,1", PasswordHash = "hash",
            SecurityStamp = "stamp", LockoutEnabled = true, LockoutEnd = at.AddDays(1), AccessFailedCount = 3, TwoFactorEnabled = true, MustChangePassword = true, RequireMfaEnrolment = true, Metadata = """{"a":[1,null]}""",
            State = PrincipalState.Suspended, Source = "Okta", CreatedAt = at, UpdatedAt = at, LastSeenAt = at, DeletedAt = at, SessionsEnded = SessionEnd.StateChanged,
        };
    }
}
