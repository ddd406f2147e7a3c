using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

public sealed class RowTypingTests
{
    [Theory]
    [InlineData("Sales, EMEA; R&D", "Sales, EMEA", "R&D")]
    [InlineData("Sales|R&D|Sales", "Sales", "R&D")]
    [InlineData("Sales, R&D", "Sales", "R&D")]
    [InlineData("[\"Sales, EMEA\", \"R&D\"]", "Sales, EMEA", "R&D")]
    [InlineData("[Sales]", "[Sales]")]
    [InlineData(" ; ")]
    public void Several_groups_stand_in_one_cell(string cell, params string[] expected) => Assert.Equal(expected, ManyValues.Split(cell));

    [Fact]
    public async Task A_full_row_becomes_a_person()
    {
        var row = await OneAsync("email,first_name,last_name,phone,external_id,groups,role,node,password,cost_centre", "Ann@Example.com,Ann,Lee,+44 20 7946 0018,E7,A;B,Viewer,/EU/Berlin,long enough phrase,42");

        Assert.False(row.IsBroken);
        Assert.Equal(("Ann@Example.com", "ann@example.com", "Ann", "Lee", "E7"), (row.Person.Email, row.NormalizedEmail, row.Person.FirstName, row.Person.LastName, row.Person.ExternalId));
        Assert.Equal(("Viewer", "/EU/Berlin", "long enough phrase", "42"), (row.Role, row.Node, row.Person.Password, row.Person.Traits["cost_centre"]));
        Assert.Equal(["A", "B"], row.Groups);
    }

    [Theory]
    [InlineData("ann@example", "", "email", "The domain needs an ending, like example.com.")]
    [InlineData("ann@example.com", "12", "phone", "Enter the number with its country code, like +44 20 7946 0018.")]
    public async Task Rules_of_every_door_hold_here_too(string email, string phone, string field, string sentence)
    {
        var row = await OneAsync("email,name,phone", $"{email},Ann Lee,{phone}");

        Assert.Equal([new RowProblem(field, sentence)], row.Problems);
    }

    [Theory, InlineData("first_name"), InlineData("external_id"), InlineData("role"), InlineData("groups"), InlineData("phone")]
    public async Task Line_breaks_are_refused_where_one_line_belongs(string field)
    {
        string[] fields = ["email", "first_name", "last_name", "external_id", "role", "groups", "phone"];
        var values = fields.Select(f => f == field ? "\"x\r\nBcc: v@example.com\"" : f switch { "email" => "ann@example.com", "phone" => "+44 20 7946 0018", _ => f });

        var row = await OneAsync(string.Join(',', fields), string.Join(',', values));

        Assert.Equal([new RowProblem(field, "Take the line break out of this value.")], row.Problems);
    }

    [Fact]
    public async Task A_weak_password_is_an_error_and_an_unknown_hash_a_warning()
    {
        var weak = await OneAsync("email,name,password", "ann@example.com,Ann Lee,abc");
        var unknown = await OneAsync("email,name,password_hash", "ann@example.com,Ann Lee,5f4dcc3b5aa765d61d8327deb882cf99");

        Assert.True(weak.IsBroken);
        Assert.Equal("password", Assert.Single(weak.Problems).Field);
        Assert.False(unknown.IsBroken);
        Assert.True(Assert.Single(unknown.Problems).IsWarning);
    }

    [Fact]
    public async Task A_hash_goes_before_a_password()
    {
        var row = await OneAsync("email,name,password,password_hash", "ann@example.com,Ann Lee,abc,$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy");

        Assert.Equal(HashKind.Bcrypt, row.Hash!.Kind);
        Assert.Equal("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", row.Person.PasswordHash);
        Assert.Null(row.Person.Password);
        Assert.Empty(row.Problems);
    }

    [Fact]
    public async Task A_fixed_value_is_judged_anew()
    {
        var read = await Files.ReadAsync(Files.Text("email,name\nann@example,Ann Lee\n"));
        var fixedRaw = new Dictionary<ColumnTarget, string>(read.Rows[0].Raw) { [new ColumnTarget(ImportField.Email)] = "ann@example.com" };

        var judged = new RowTyping(read.Mapping, PasswordPolicy.Default with { Organisation = ["Acme"] }).Check(read.Rows[0], fixedRaw);

        Assert.True(read.Rows[0].IsBroken);
        Assert.Equal((false, 2), (judged.IsBroken, judged.Line));
    }

    private static async Task<ImportRow> OneAsync(string header, string row)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost_centre"] = "Cost centre" };
        return Assert.Single((await Files.ReadAsync(Files.Text($"{header}\n{row}\n"), attributes)).Rows);
    }
}
