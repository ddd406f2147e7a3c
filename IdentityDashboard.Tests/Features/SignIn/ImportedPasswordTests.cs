using System.Diagnostics;
using System.Globalization;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.Credentials.Imported;
using IdentityDashboard.Tests.Features.Import.Reading;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.SignIn;

/// <summary>Whoever came with a hash from another system signs in with the password they have.</summary>
public sealed class ImportedPasswordTests
{
    private const string Password = "correct horse battery";
    private const string NotRight = "Email or password is not right.";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_kind_of_hash_lets_in_and_is_ours_from_the_first_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var passwords = app.Service<PasswordService>();
        foreach (var hash in ImportedHashCheckTests.OfOtherPrograms.Select(d => d.Data).Append(AspNetIdentity()))
        {
            var email = await ImportAsync(app, account, hash);
            var brought = (await app.FindAsync(account, email))!;
            using var visitor = new Visitor(app);

            var wrong = await visitor.SignInAsync(account, email, "not the password");
            var untouched = (await app.FindAsync(account, email))!.PasswordHash;
            var first = await visitor.SignInAsync(account, email, Password);

            Assert.True(wrong.Says(NotRight), hash);
            Assert.Equal(brought.PasswordHash, untouched);
            Assert.Equal("/", first.Location);
            Assert.True(await visitor.IsInAsync());
            var now = (await app.FindAsync(account, email))!;
            Assert.Equal(PasswordVerificationResult.Success, passwords.Check(now.PasswordHash, Password));
            Assert.NotEqual(brought.PasswordHash, now.PasswordHash);
            Assert.Equal((brought.SecurityStamp, brought.ConcurrencyStamp), (now.SecurityStamp, now.ConcurrencyStamp));
            Assert.Equal("/", (await visitor.SignInAsync(account, email, Password)).Location);
        }
    }

    [Theory]
    [InlineData("pbkdf2_sha256$4000000000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("$2b$31$N9qo8uLOickgx2ZMRZoMyeHeZfKH45w1ifY2deNgSwK435WnAcNrK")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("no hash at all")]
    public async Task A_stored_hash_beyond_the_limits_refuses_without_its_work(string stored)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        await using (var db = await app.Dbs.CreateDbContextAsync()) await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.PasswordHash, stored));
        using var visitor = new Visitor(app);

        Assert.True((await visitor.SignInAsync(account, email, Password)).Says(NotRight));
    }

    /// <summary>Cheaper hashes than ours would say by their time that somebody is there.</summary>
    [Fact]
    public async Task A19_A_refusal_takes_as_long_for_an_imported_hash_as_for_nobody()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var known = await ImportAsync(app, account, "pbkdf2:sha256:2000$PUGMfl2mzMPrLz80$173e82603194acdb0cb4e5f24499bd87df1c1687bbf0bd3a878bdd2c48009931");
        var signIn = app.Service<PasswordSignIn>();

        foreach (var email in new[] { known, Given.Address("nobody") })
        {
            var since = Stopwatch.GetTimestamp();
            Assert.Equal(CredentialErrors.NotRight, (await signIn.CheckAsync(account.Id, email, "not the password", null, TestContext.Current.CancellationToken)).Error);
            Assert.True(Stopwatch.GetElapsedTime(since) >= TimeSpan.FromMilliseconds(490), string.Create(CultureInfo.InvariantCulture, $"{email}: {Stopwatch.GetElapsedTime(since)}"));
        }
    }

    private static string AspNetIdentity() =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV2 })).HashPassword(new object(), Password);

    /// <summary>As a file brings them: the row is read, and the person it makes is written.</summary>
    private static async Task<string> ImportAsync(TestApp app, TestAccount account, string hash)
    {
        var email = Given.Address();
        var read = await Files.ReadAsync(Files.Text($"email,name,password_hash\n{email},Pat Lee,\"{hash.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));
        var row = Assert.Single(read.Rows);
        Assert.Empty(row.Problems);
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(account.Development.ApplicationId), row.Person, CancellationToken.None);
        Assert.True(created.Succeeded);
        return email;
    }
}
