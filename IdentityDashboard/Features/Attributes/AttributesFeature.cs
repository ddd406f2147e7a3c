namespace IdentityDashboard.Features.Attributes;

internal static class AttributesFeature
{
    public static IServiceCollection AddAttributes(this IServiceCollection services) => services
        .AddSingleton<AttributeQueries>()
        .AddSingleton<AttributeRewrite>()
        .AddSingleton<AttributeService>()
        .AddSingleton<AttributeWriter>()
        .AddSingleton<UniqueValuesBatch>();
}
