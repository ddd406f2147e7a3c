using Bunit;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Tests.Ui;
using IdentityDashboard.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class ColumnsPanelTests
{
    private static readonly IReadOnlyList<ListColumn> All = ListColumns.All(groups: false, []);

    [Fact]
    public async Task Two_columns_clicked_quickly_both_count_though_the_list_still_shows_the_old_ones()
    {
        await using var context = UiContext.Create();
        context.Services.AddScoped<ListScript>();
        var asked = new List<string?>();
        var panel = context.Render<ColumnsPanel>(p => p.Add(x => x.All, All).Add(x => x.Shown, ListColumns.Chosen(null, All, groups: false)).Add(x => x.OnChange, keys => asked.Add(keys)));
        await panel.InvokeAsync(() => panel.Find("#columns").Click());

        await panel.InvokeAsync(() => Box("MFA").Change(false));
        await panel.InvokeAsync(() => Box("Email").Change(true));

        Assert.Equal(["status,source,role,groups,seen", "status,source,role,groups,seen,email"], asked);

        AngleSharp.Dom.IElement Box(string column) => panel.FindAll(".col-list li").Single(li => li.TextContent.Contains(column, StringComparison.Ordinal)).QuerySelector("input")!;
    }
}
