using Bunit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Ui;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class NameFieldsTests
{
    /// <summary>The dialog's answer to what was typed comes a render later, and renders wait while the browser is behind.</summary>
    [Fact]
    public async Task S84_Two_words_become_both_names_before_the_dialog_has_drawn_them()
    {
        await using var context = UiContext.Create();
        var (first, last) = ("", "");
        var fields = context.Render<NameFields>(p => p
            .Add(f => f.FirstChanged, value => first = value)
            .Add(f => f.LastChanged, value => last = value));

        fields.Find("#first-name").Input("Kay Board");
        fields.Find("#first-name").Blur();

        Assert.Equal(("Kay", "Board"), (first, last));
    }
}
