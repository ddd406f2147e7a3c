using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

public sealed class ColumnMappingTests
{
    [Theory]
    [InlineData("email,first_name,last_name", "email: email", "first_name: first_name", "last_name: last_name")]
    [InlineData("E-Mail,Vorname,Nachname,Telefon", "email: E-Mail", "first_name: Vorname", "last_name: Nachname", "phone: Telefon")]
    [InlineData("EMAIL ADDRESS,Prénom,Nom de famille", "email: EMAIL ADDRESS", "first_name: Prénom", "last_name: Nom de famille")]
    [InlineData("mail,givenName,sn,memberOf", "email: mail", "first_name: givenName", "last_name: sn", "groups: memberOf")]
    [InlineData("email,full_name,role_id,node_id,groups,password_hash,external_id", "email: email", "full_name: full_name", "role: role_id", "node: node_id", "groups: groups", "password_hash: password_hash", "external_id: external_id")]
    [InlineData("email,first_name,last_name,phone,role,node,password", "email: email", "first_name: first_name", "last_name: last_name", "phone: phone", "role: role", "node: node", "password: password")]
    [InlineData("email,name,Cost centre,shoe_size,Colour", "email: email", "full_name: name", "cost_centre: Cost centre", "shoe_size: shoe_size")]
    public async Task Columns_map_by_their_names(string header, params string[] expected)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost_centre"] = "Cost centre", ["shoe_size"] = "Size of shoes" };

        var read = await Files.ReadAsync(Files.Text($"{header}\n"), attributes);

        Assert.Equal(expected, read.Mapped);
        Assert.Empty(read.Mapping.Missing());
    }

    [Fact]
    public async Task Required_columns_that_nothing_gives_are_told()
    {
        var read = await Files.ReadAsync(Files.Text("name of pet,first_name\nRex,Ann\n"));

        Assert.Equal([ImportField.Email, ImportField.LastName], read.Mapping.Missing());
    }

    [Fact]
    public async Task An_address_column_under_an_unknown_name_is_found_by_its_values()
    {
        var read = await Files.ReadAsync(Files.Text("name,where to write\nAnn Lee,ann@example.com\n"));

        Assert.Equal(["full_name: name", "email: where to write"], read.Mapped);
    }

    [Fact]
    public async Task Headerless_columns_of_every_kind()
    {
        var read = await Files.ReadAsync(Files.Text("ann@example.com,Ann,Lee,+44 20 7946 0018,7\nbob@example.com,Bob,Ray,+44 20 7946 0019,8\n"));

        Assert.Equal(["email: Column 1", "first_name: Column 2", "last_name: Column 3", "phone: Column 4"], read.Mapped);
    }

    [Fact]
    public async Task An_empty_column_gives_way_to_one_with_values()
    {
        var read = await Files.ReadAsync(Files.Text("email,name,mobile,office phone\nann@example.com,Ann Lee,,+44 20 7946 0018\n"));

        Assert.Contains("phone: office phone", read.Mapped);
    }

    [Fact]
    public async Task Samples_leave_out_blanks_and_hide_passwords()
    {
        var read = await Files.ReadAsync(Files.Text("email,name,password\na@example.com,,one\nb@example.com,Bob Ray,two\nc@example.com,Cid Fox,three\nd@example.com,Dee Poe,four\n"));

        Assert.Equal(["Bob Ray", "Cid Fox"], read.Mapping.SamplesOf(read.File, 1));
        Assert.Equal(["••••••••", "••••••••"], read.Mapping.SamplesOf(read.File, 2));
    }

    [Fact]
    public void A_fingerprint_knows_columns_however_they_are_spelt()
    {
        var fingerprint = HeaderNames.Fingerprint(["E-mail", "First name"]);

        Assert.Equal(fingerprint, HeaderNames.Fingerprint(["email", "first_name"]));
        Assert.NotEqual(fingerprint, HeaderNames.Fingerprint(["first_name", "email"]));
    }
}
