using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IdentityDashboard.Platform.Api.Document;

/// <summary>Adds to each call what the door reads by hand: parameters, examples, the idempotency key, refusals.</summary>
internal sealed class ApiOperations : IOpenApiOperationTransformer
{
    private static readonly (string Status, string Says)[] Refusals =
    [
        ("400", "Not understood: malformed JSON, an unknown field or parameter, an edited page token."),
        ("401", "No API key, or one that doesn't count."),
        ("403", "The key's role doesn't allow it."),
        ("404", "Not there, or not for this key."),
        ("429", "Too many calls; Retry-After says how long to wait."),
    ];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<ApiParameters>().SelectMany(p => p.All)) Add(operation, ParameterLocation.Query, parameter);
        if (context.Description.HttpMethod == HttpMethods.Post) Add(operation, ParameterLocation.Header, new("Idempotency-Key", "Sent again within 24 hours with the same body: the first answer, nothing done twice.", ""));
        if (metadata.OfType<ApiExample>().FirstOrDefault() is { } example) Show(operation, example);
        var problem = await ProblemAsync(context, cancellationToken);
        foreach (var (status, says) in Refusals) Refuse(operation, status, says, problem);
        if (operation.RequestBody is not null) Refuse(operation, "422", "A field breaks a rule; errors names it.", problem);
    }

    private static async Task<OpenApiSchemaReference> ProblemAsync(OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        if (context.Document!.Components?.Schemas?.ContainsKey(nameof(ApiProblem)) != true)
            context.Document.AddComponent(nameof(ApiProblem), await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, ct));
        return new OpenApiSchemaReference(nameof(ApiProblem), context.Document);
    }

    private static void Add(OpenApiOperation operation, ParameterLocation place, ApiParameter parameter) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = parameter.Name, In = place, Description = parameter.Says, Example = parameter.Example.Length == 0 ? null : JsonValue.Create(parameter.Example),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    private static void Show(OpenApiOperation operation, ApiExample example)
    {
        foreach (var content in operation.RequestBody?.Content?.Values ?? []) content.Example = JsonSerializer.SerializeToNode(example.Body, example.Body.GetType(), ApiJson.Brief);
    }

    private static void Refuse(OpenApiOperation operation, string status, string says, OpenApiSchemaReference problem) => (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
    {
        Description = says,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ApiProblem.ContentType] = new() { Schema = problem } },
    });
}
