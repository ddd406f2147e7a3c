using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("+1 (415) 555-0100", "+14155550100")]
    [InlineData("0049 30.901820", "+4930901820")]
    [InlineData(" +4930901820 ", "+4930901820")]
    public void S13_A_number_with_its_country_code_is_kept_without_punctuation(string typed, string kept)
    {
        Assert.True(PhoneNumber.TryParse(typed, out var phone));
        Assert.Equal(kept, phone);
    }

    [Theory]
    [InlineData("020 7946 0018")]
    [InlineData("+0 20 7946 0018")]
    [InlineData("+44 20")]
    [InlineData("+44 20 7946 0018 0018 00")]
    [InlineData("+44 20 CALL-NOW")]
    [InlineData("+44+2079460018")]
    [InlineData("phone")]
    [InlineData("+\u0664\u0664\u0662\u0660\u0667\u0669\u0664\u0666")]
    public void S13_A_number_without_its_country_code_is_refused(string typed) => Assert.False(PhoneNumber.TryParse(typed, out _));
}
