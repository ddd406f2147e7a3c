using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

/// <summary>Exports of other products map by themselves.</summary>
public sealed class SampleFilesTests
{
    private static readonly Dictionary<string, string> Attributes = new(StringComparer.Ordinal) { ["department"] = "Department", ["country"] = "Country" };

    [Fact]
    public async Task Okta()
    {
        var read = await Files.ReadAsync(Files.Sample("okta_import_template.csv"), Attributes);

        Assert.Equal(["first_name: firstName", "last_name: lastName", "email: email", "full_name: displayName", "phone: mobilePhone", "external_id: employeeNumber", "department: department"], read.Mapped);
        Assert.Equal(9, read.Rows.Count);
        var ada = read.Rows[0];
        Assert.False(ada.IsBroken);
        Assert.Equal(("ada.novak@example.com", "Ada", "Novák", "+420601000001", "1000", "R&D"), (ada.Person.Email, ada.Person.FirstName, ada.Person.LastName, ada.Person.Phone, ada.Person.ExternalId, ada.Person.Traits["department"]));
        Assert.Equal("ada.novak@example.com", read.By("ADA.NOVAK@EXAMPLE.COM").NormalizedEmail);
        Assert.Equal("Line 1\nLine 2", read.By("multi.line@example.com").Person.Traits["department"]);
        Assert.Empty(read.Rows.SelectMany(r => r.Problems));
    }

    [Fact]
    public async Task Entra_below_its_version_line()
    {
        var read = await Files.ReadAsync(Files.Sample("entra_bulk_create_template.csv"), Attributes);

        Assert.Equal(
            ["full_name: Name [displayName] Required", "email: User name [userPrincipalName] Required", "password: Initial password [passwordProfile] Required",
             "first_name: First name [givenName]", "last_name: Last name [surname]", "department: Department [department]", "country: Country or region [country]", "phone: Mobile phone [mobile]"],
            read.Mapped);
        Assert.Equal((3, "Passw0rd!x"), (read.Rows[0].Line, read.Rows[0].Person.Password));
        Assert.Equal("Sales, EMEA", read.Rows[1].Person.Traits["department"]);
        Assert.Equal([new RowProblem("last_name", "Enter a last name.")], read.By("svc-scanner@example.onmicrosoft.com").Problems);
        Assert.Equal("guest_partner.example.net#ext#@example.onmicrosoft.com", read.Rows[6].NormalizedEmail);
        Assert.Single(read.Rows, r => r.IsBroken);
    }

    [Fact]
    public async Task Google_Workspace_without_the_passwords_it_hides()
    {
        var read = await Files.ReadAsync(Files.Sample("google_workspace_download.csv"), Attributes);

        Assert.Equal(
            ["first_name: First Name [Required]", "last_name: Last Name [Required]", "email: Email Address [Required]", "password: Password [Required]", "phone: Work Phone", "external_id: Employee ID", "department: Department"],
            read.Mapped);
        Assert.Equal(9, read.Rows.Count);
        Assert.All(read.Rows, row => Assert.Null(row.Person.Password));
        Assert.Empty(read.Rows.SelectMany(r => r.Problems));
        Assert.Equal("+1 (212) 555-0100", read.By("multi.line@example.com").Person.Phone);
    }

    [Fact]
    public async Task Auth0_as_CSV()
    {
        var read = await Files.ReadAsync(Files.Sample("auth0_export.csv"), Attributes);

        Assert.Equal(',', read.File.Reading.Delimiter);
        Assert.Equal(["external_id: user_id", "email: email", "full_name: name", "country: user_metadata.country"], read.Mapped);
        Assert.Equal(("José", "García-López", "auth0|000000000000000000000002", "CZ"), (read.Rows[1].Person.FirstName, read.Rows[1].Person.LastName, read.Rows[1].Person.ExternalId, read.Rows[1].Person.Traits["country"]));
        Assert.Equal([new RowProblem("full_name", "Enter a first and a last name.")], read.By("svc-scanner@example.onmicrosoft.com").Problems);
        Assert.Single(read.Rows, r => r.IsBroken);
    }

    [Fact]
    public async Task Auth0_as_NDJSON()
    {
        var read = await Files.ReadAsync(Files.Sample("auth0_export.ndjson"), Attributes);

        Assert.Equal(ImportFormat.Ndjson, read.File.Reading.Format);
        Assert.Equal(["external_id: user_id", "email: email", "full_name: name", "first_name: given_name", "last_name: family_name", "country: user_metadata.country"], read.Mapped);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], read.Rows.Select(r => r.Line));
        Assert.Equal(("美咲", "田中"), (read.Rows[2].Person.FirstName, read.Rows[2].Person.LastName));
        Assert.Equal([new RowProblem("last_name", "Enter a last name.")], read.Rows.SelectMany(r => r.Problems));
    }

    [Fact]
    public async Task Keycloak_with_password_hashes_and_groups()
    {
        var read = await Files.ReadAsync(Files.Sample("keycloak_realm_export.json"), Attributes);

        Assert.Equal(ImportFormat.Json, read.File.Reading.Format);
        Assert.Equal(["email: email", "external_id: id", "first_name: firstName", "groups: groups", "last_name: lastName", "password_hash: credentials", "phone: attributes.phones", "department: attributes.department"], read.Mapped.OrderBy(m => m.StartsWith("dep", StringComparison.Ordinal)).ThenBy(m => m, StringComparer.Ordinal));
        var (ada, jose) = (read.Rows[0], read.Rows[1]);
        Assert.Equal((49, "+420601000001", "R&D"), (ada.Line, ada.Person.Phone, ada.Person.Traits["department"]));
        Assert.Equal(["/Staff/R&D"], ada.Groups);
        Assert.Equal("Sales, EMEA", jose.Person.Traits["department"]);
        Assert.Equal((HashKind.Pbkdf2Sha256, 27500, 16, 32), (jose.Hash!.Kind, jose.Hash.Cost, jose.Hash.Salt.Length, jose.Hash.Hash.Length));
        Assert.Null(ada.Hash);
        Assert.Equal([new RowProblem("password_hash", "This kind of password hash isn't supported, so the person is imported without a password.", IsWarning: true)], ada.Problems);
    }

    [Fact]
    public async Task Every_sample_says_what_it_misses_and_shows_two_samples_a_column()
    {
        foreach (var name in new[] { "okta_import_template.csv", "entra_bulk_create_template.csv", "google_workspace_download.csv", "auth0_export.csv", "auth0_export.ndjson", "keycloak_realm_export.json" })
        {
            var read = await Files.ReadAsync(Files.Sample(name));

            Assert.Empty(read.Mapping.Missing());
            var email = read.Mapping.Targets.Index().Single(t => t.Item.Field == ImportField.Email).Index;
            Assert.Equal(["ada.novak@example.com", "jose.garcia@example.com"], read.Mapping.SamplesOf(read.File, email));
        }
    }
}
