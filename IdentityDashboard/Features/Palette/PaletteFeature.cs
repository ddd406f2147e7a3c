namespace IdentityDashboard.Features.Palette;

/// <summary>Ctrl K: people, groups, pages and actions from anywhere.</summary>
internal static class PaletteFeature
{
    public static IServiceCollection AddPalette(this IServiceCollection services) => services.AddSingleton<PaletteLookup>().AddSingleton<PaletteService>();
}
