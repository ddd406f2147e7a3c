using System.Net;
using System.Text;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.Branding;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Workspace.Branding;

public sealed class BrandServiceTests
{
    private const string Green = "#0b8043";
    private static readonly CancellationToken Ct = CancellationToken.None;

    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "image/png", Logos.PngOf(320, 80) }, { "image/jpeg", Logos.JpegOf(320, 80) }, { "image/webp", Logos.WebPOf(320, 80) },
    };

    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "SVG", Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>") },
        { "SVG", Encoding.UTF8.GetBytes("\uFEFF<?xml version=\"1.0\"?><!DOCTYPE svg><svg/>") },
        { "no PNG", Encoding.UTF8.GetBytes("<html><script>alert(1)</script>") },
        { "no PNG", "GIF89a"u8.ToArray() },
        { "no PNG", [] },
        { "no PNG", [0x89, 0x50, 0x4E, 0x47] },
        { "no PNG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "200 KB", [.. Logos.PngOf(320, 80), .. new byte[AccountBrand.MaxLogoBytes]] },
        { "2,048 pixels", Logos.PngOf(40_000, 80) },
        { "2,048 pixels", Logos.PngOf(-1, 80) },
        { "at least 16", Logos.PngOf(1, 1) },
    };

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_Owner_brands_the_account_and_the_audit_has_what_but_no_bytes(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var brands = app.Service<BrandService>();

        var coloured = (await brands.SetAccentAsync(account.Admin, " 0B8043 ", 0, Ct)).Value;
        var pictured = (await brands.SetLogoAsync(account.Admin, Logos.Png, coloured.Version, Ct)).Value;
        var bare = (await brands.RemoveLogoAsync(account.Admin, pictured.Version, Ct)).Value;

        Assert.Equal((Green, 1), (coloured.Accent, coloured.Version));
        Assert.Equal($"/brand/{account.Slug}/{pictured.LogoVersion}", pictured.LogoPath);
        Assert.Equal((Green, null, 3), (bare.Accent, bare.LogoPath, bare.Version));
        Assert.Equal(bare, await brands.ReadAsync(account.Id, Ct));
        var entries = (await app.AuditAsync(account.Id)).Where(e => e.Action == AuditActions.AccountBranded).ToList();
        Assert.Equal(3, entries.Count);
        Assert.Equal($$"""{"accent":[null,"{{Green}}"]}""", entries[0].Changes);
        Assert.Contains("PNG, 160", entries[1].Changes, StringComparison.Ordinal);
        Assert.All(entries, e => Assert.True(e.Changes.Length < 300));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_Owners_change_it_and_nothing_unfit_is_kept(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var brands = app.Service<BrandService>();

        Assert.Equal("forbidden", (await brands.SetAccentAsync(admin, Green, 0, Ct)).Error?.Code);
        Assert.Equal("forbidden", (await brands.SetLogoAsync(admin, Logos.Png, 0, Ct)).Error?.Code);
        Assert.Equal("forbidden", (await brands.RemoveLogoAsync(admin, 0, Ct)).Error?.Code);
        Assert.Equal("This colour is too light: 1.4:1 on white; at least 3:1 is needed.", (await brands.SetAccentAsync(account.Admin, "#ffd400", 0, Ct)).Error?.For(BrandErrors.AccentField));
        Assert.NotNull((await brands.SetAccentAsync(account.Admin, "red;}", 0, Ct)).Error?.For(BrandErrors.AccentField));
        Assert.Equal(new BrandView(account.Slug, null, null, 0), await brands.ReadAsync(account.Id, Ct));
        Assert.DoesNotContain(await app.AuditAsync(account.Id), e => e.Action == AuditActions.AccountBranded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_change_it_at_once_the_second_is_told(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var brands = app.Service<BrandService>();

        var both = await Task.WhenAll(brands.SetAccentAsync(account.Admin, Green, 0, Ct), brands.SetAccentAsync(account.Admin, "#1f6feb", 0, Ct));
        var stale = await brands.RemoveLogoAsync(account.Admin, 0, Ct);

        Assert.Single(both, r => r.Succeeded);
        Assert.Single(both, r => r.Error == AccountSettings.Changed);
        Assert.Equal(AccountSettings.Changed, stale.Error);
    }

    [Theory, MemberData(nameof(NoPictures))]
    public async Task What_is_no_fit_picture_is_refused_with_the_reason(string reason, byte[] file)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();

        var refused = await app.Service<BrandService>().SetLogoAsync(account.Admin, file, 0, Ct);

        Assert.Contains(reason, refused.Error?.For(BrandErrors.LogoField), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pictures))]
    public async Task A_logo_is_served_to_everybody_as_a_picture_and_never_as_anything_else(string type, byte[] file)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var other = await app.AccountAsync();
        var brand = (await app.Service<BrandService>().SetLogoAsync(account.Admin, file, 0, Ct)).Value;
        using var stranger = app.Client();

        using var served = await stranger.GetAsync(brand.LogoPath, Ct);
        using var foreign = await stranger.GetAsync($"/brand/{other.Slug}/{brand.LogoVersion}", Ct);
        using var older = await stranger.GetAsync($"/brand/{account.Slug}/000000000000000000000000", Ct);

        Assert.Equal((HttpStatusCode.OK, type), (served.StatusCode, served.Content.Headers.ContentType?.ToString()));
        Assert.Equal(file, await served.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("nosniff", served.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox; default-src 'none'", served.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(["immutable", "max-age=31536000", "public"], served.Headers.GetValues("Cache-Control").SelectMany(v => v.Split(", ")).Order(StringComparer.Ordinal));
        Assert.False(served.Headers.Contains("Set-Cookie"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, older.StatusCode));
    }

    [Fact]
    public async Task Every_page_before_sign_in_wears_it()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var brands = app.Service<BrandService>();
        var brand = (await brands.SetLogoAsync(account.Admin, Logos.Png, (await brands.SetAccentAsync(account.Admin, Green, 0, Ct)).Value.Version, Ct)).Value;
        var (_, invitation) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        var person = await app.MemberAsync(account, Given.Address());
        var reset = new Uri((await app.Service<IdentityDashboard.Features.Credentials.RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value).AbsolutePath;
        using var visitor = new Visitor(app);
        using var member = new Visitor(app);
        await member.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        Seen[] pages =
        [
            await visitor.OpenAsync($"/a/{account.Slug}/sign-in"), await visitor.OpenAsync($"/a/{account.Slug}/forgot-password"),
            await visitor.OpenAsync(invitation), await visitor.OpenAsync(reset), await member.OpenAsync("/change-password"),
        ];

        Assert.All(pages, page =>
        {
            Assert.Contains($"src=\"{brand.LogoPath}\"", page.Html, StringComparison.Ordinal);
            Assert.Contains($"style=\"--c-accent:{Green};", page.Html, StringComparison.Ordinal);
            Assert.True(page.Says("Halden Group") || page.Says("Change password"));
        });
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mail_leaves_with_the_accent_the_logo_and_the_name(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync("Halden & Søn <b>");
        var brands = app.Service<BrandService>();
        var brand = (await brands.SetLogoAsync(account.Admin, Logos.Png, (await brands.SetAccentAsync(account.Admin, "#f26d21", 0, Ct)).Value.Version, Ct)).Value;
        var address = Given.Address();

        await app.Service<InvitationService>().InviteAsync(account.Admin, account.Development.EnvironmentId, new NewInvitation(address), Ct);
        await Visitor.MailAsync(app, address);
        var kept = await app.QueryAsync(db => db.DevboxMail.SingleAsync(m => m.Recipient == address));
        var mail = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(app.Service<MailBodies>().Unprotect(kept.ProtectedBody).Html);

        Assert.Equal($"{app.Url}{brand.LogoPath}", mail.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("Halden & Søn <b>", mail.QuerySelector("img")!.GetAttribute("alt"));
        Assert.Contains("Halden & Søn <b>", mail.QuerySelector("main p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("background:#f26d21;color:#000000", mail.QuerySelector("a.cta")!.GetAttribute("style"), StringComparison.Ordinal);
        Assert.DoesNotContain("#6165e8", mail.Head!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void A53_No_text_of_a_letter_can_pass_for_a_piece_the_look_replaces()
    {
        var evil = $"{MailLetterHtml.Mark}{MailLetterHtml.ButtonColours}{MailLetterHtml.DarkButton}";
        var letter = IdentityDashboard.Tests.Features.Mail.MailWorld.Letter(evil) with { Quote = evil, Message = evil, Opening = evil };
        var look = new MailLook(IdentityDashboard.Platform.Colours.AccentColour.From(Green), "https://x.example/brand/a/\"><script>");

        var html = look.OnHtml(letter.ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null).Html, "\"><script>alert(1)</script>");
        var mail = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);

        Assert.Single(mail.QuerySelectorAll("img"));
        Assert.Single(mail.QuerySelectorAll("a.cta"));
        Assert.Empty(mail.QuerySelectorAll("script"));
        Assert.Contains(evil, mail.Body!.TextContent, StringComparison.Ordinal);
    }
}
