using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Attributes;

/// <summary>Attributes and people who have them, made through the services.</summary>
internal static class Defined
{
    public static AttributeDraft Draft(string label, AttributeKind kind = AttributeKind.Text, bool required = false, bool unique = false, bool searchable = false, params string[] options) =>
        new(label, null, null, kind, [.. options.Select(o => new AttributeOption(null, o))], required, unique, searchable);

    public static AttributeDraft Edit(this AttributeField field) =>
        new(field.Label, field.Key, field.Help, field.Kind, [.. field.Options.Select(o => new AttributeOption(o, o))], field.IsRequired, field.IsUnique, field.IsSearchable);

    public static async Task<AttributeField> AttributeAsync(this TestApp app, TestAccount account, AttributeDraft draft)
    {
        var result = await app.Service<AttributeService>().DefineAsync(account.Admin, draft, CancellationToken.None);
        Assert.Null(result.Error);
        return result.Value;
    }

    public static Task<Result<CreatedIdentity>> CreateAsync(this TestApp app, TestAccount account, params (string Key, string Value)[] traits) =>
        app.Service<IdentityService>().CreateAsync(account.Admin, new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId), New(traits), CancellationToken.None);

    public static NewIdentity New(params (string Key, string Value)[] traits) => new(AccountSetup.Email(), "Pat", "Lee") { Traits = Traits(traits) };

    public static Dictionary<string, string> Traits(params (string Key, string Value)[] traits) => traits.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

    public static async Task<IdentityDetail> DetailAsync(this TestApp app, TestAccount account, Guid id) =>
        (await app.Service<IdentityDetails>().GetAsync(account.Admin, id, CancellationToken.None)).Value;

    public static async Task<Result> SetAsync(this TestApp app, TestAccount account, Guid id, params (string Key, string Value)[] traits) =>
        await app.Service<IdentityProfile>().SetTraitsAsync(account.Admin, id, Traits(traits), (await app.DetailAsync(account, id)).Version, CancellationToken.None);

    public static async Task<IReadOnlyList<Guid>> SearchAsync(this TestApp app, TestAccount account, string term)
    {
        var query = new IdentityListQuery(null, null, new IdentityFilter { Search = term });
        var page = await app.Service<IdentityQueries>().ListAsync(account.Admin, query, CancellationToken.None);
        return [.. page.Value.Items.Select(i => i.Id)];
    }
}
