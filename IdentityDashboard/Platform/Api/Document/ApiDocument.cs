using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IdentityDashboard.Platform.Api.Document;

/// <summary>The OpenAPI document at /openapi/v1.json and its reader at /api/docs, both without a key.</summary>
internal static class ApiDocument
{
    private const string Title = "IdentityDashboard REST API";
    private const string Reader = "api/docs";

    /// <summary>The one style element the reader writes by itself.</summary>
    private const string LogoStyle = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";
    private const string KeyScheme = "ApiKey";
    private const string Says =
        """
        People, invitations, groups, roles and where they hold, from programs, by the rules of the dashboard.

        Send an API key in the header `X-API-Key`; a key belongs to one environment and does what its role lets it, at its node and below.
        Refusals are `application/problem+json` with a stable `code`, and `errors` for each field. Times are RFC 3339 in UTC.
        Every POST takes an `Idempotency-Key`: sent again within 24 hours it gets the first answer and does nothing.
        """;

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = call => call.RelativePath?.StartsWith(ApiFeature.Root[1..], StringComparison.OrdinalIgnoreCase) == true;
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer<ApiOperations>();
        options.AddSchemaTransformer(ApiSchemas.Transform);
    });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments($"/{Reader}", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.ContentSecurityPolicy = context.Response.Headers.ContentSecurityPolicy.ToString().Replace("style-src 'self'", $"style-src 'self' {LogoStyle}", StringComparison.Ordinal);
            return next(context);
        });
        app.UseSwaggerUI(o =>
        {
            o.RoutePrefix = Reader;
            o.DocumentTitle = Title;
            o.InjectStylesheet("/css/api-docs.css");
            o.SwaggerEndpoint("/openapi/v1.json", "v1");
            o.DefaultModelsExpandDepth(-1);
            o.EnableDeepLinking();
        });
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo { Title = Title, Version = "v1", Description = Says };
        // Where it is read is where it is called.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyGate.Header, Description = "Made under Access Control > API keys." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
