using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IdentityDashboard.Platform.Api.Document;

/// <summary>Bodies are read strictly, and the document says so.</summary>
internal static class ApiSchemas
{
    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var isBody = context.JsonTypeInfo.Type.Name.EndsWith("Body", StringComparison.Ordinal) || context.JsonTypeInfo.Type.Name.EndsWith("Patch", StringComparison.Ordinal);
        if (!isBody) return Task.CompletedTask;
        schema.AdditionalPropertiesAllowed = false;
        // All of a record's parameters count as required; what is missing is told by the call itself, field by field.
        schema.Required = null;
        return Task.CompletedTask;
    }
}
