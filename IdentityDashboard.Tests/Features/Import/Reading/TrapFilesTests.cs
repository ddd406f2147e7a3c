using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Tests.Features.Import.Reading;

/// <summary>Files that trip up readers end in sentences about their rows.</summary>
public sealed class TrapFilesTests
{
    [Fact]
    public async Task Excel_in_Czech_is_a_guess_that_is_right()
    {
        var read = await Files.ReadAsync(Files.Sample("trap_excel_semicolon_cp1250.csv"));

        Assert.Equal(new FileReading(ImportFormat.Csv, TextEncodings.Central, EncodingIsGuess: true, ';', HasHeader: true), read.File.Reading);
        Assert.Equal(["email: E-mail", "first_name: Jméno", "last_name: Příjmení"], read.Mapped);
        Assert.Equal(("Ada", "Novák"), (read.Rows[0].Person.FirstName, read.Rows[0].Person.LastName));
        var scanner = Assert.Single(read.Rows, r => r.IsBroken);
        Assert.Equal(6, scanner.Line);
        Assert.Equal([new RowProblem("email", "Enter an email address."), new RowProblem("last_name", "Enter a last name.")], scanner.Problems);
    }

    [Fact]
    public async Task Without_a_header_columns_are_told_by_their_values()
    {
        var read = await Files.ReadAsync(Files.Sample("trap_headerless.csv"));

        Assert.False(read.File.Reading.HasHeader);
        Assert.Equal(["full_name: Column 1", "email: Column 2"], read.Mapped);
        Assert.Equal(9, read.Rows.Count);
        Assert.Equal(("Ada", "Novák", 1), (read.Rows[0].Person.FirstName, read.Rows[0].Person.LastName, read.Rows[0].Line));
        Assert.Equal([new RowProblem("email", "Enter an email address."), new RowProblem("full_name", "Enter a first and a last name.")], Assert.Single(read.Rows, r => r.IsBroken).Problems);
    }

    [Fact]
    public async Task A_second_header_line_in_an_address_and_a_NUL_are_refused()
    {
        var read = await Files.ReadAsync(Files.Sample("trap_nul_and_crlf_injection.csv"));

        Assert.Equal([2, 4], read.Rows.Select(r => r.Line));
        Assert.Contains(new RowProblem("email", "Take the line break out of this value."), read.Rows[0].Problems);
        Assert.Equal([new RowProblem("", ReadingLimits.HasNul)], read.Rows[1].Problems);
    }

    [Fact]
    public async Task Short_rows_miss_values_long_rows_are_told_and_blank_ones_left_out()
    {
        var read = await Files.ReadAsync(Files.Sample("trap_ragged.csv"));

        Assert.Equal([2, 3], read.Rows.Select(r => r.Line));
        Assert.Equal([new RowProblem("full_name", "Enter a first and a last name.")], read.Rows[0].Problems);
        Assert.Equal([new RowProblem("", "This row has 5 values for 3 columns. Put values that contain the separator in quotes.")], read.Rows[1].Problems);
    }
}
