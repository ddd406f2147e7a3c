using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>A row as it is shown: its cells are finished markup, so that fifty rows cost a circuit little.</summary>
/// <param name="Key">The id as text, made once.</param>
/// <param name="Name">For the names of its checkbox and its menu.</param>
public sealed record GridRow(Guid Id, string Key, string Name, IReadOnlyList<MarkupString> Cells);
