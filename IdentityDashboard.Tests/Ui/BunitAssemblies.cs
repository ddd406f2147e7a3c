using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace IdentityDashboard.Tests.Ui;

/// <summary>
/// bunit 2 is built against AngleSharp.Diffing 1.x; registries that carry only 0.17 have the same types it needs,
/// but the runtime refuses an older version unless it is handed over.
/// </summary>
internal static class BunitAssemblies
{
    [ModuleInitializer]
    internal static void HandOver() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")) : null;
}
