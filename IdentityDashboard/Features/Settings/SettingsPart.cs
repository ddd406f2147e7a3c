using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Settings;

/// <summary>One section of the settings: its place in the list is its place on the page and in the navigation beside it.</summary>
/// <param name="Id">The fragment other pages link to: <c>/settings#mail-queue</c>.</param>
internal sealed record SettingsPart(string Id, string Title, string Text, RenderFragment<WorkspaceContext> Body);
