using System.Globalization;
using System.Text.Json;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>Four attributes the account defines, and what some people's records say under them.</summary>
internal sealed class AttributePlan(Dice dice, Guid accountId, DateTimeOffset now, int first)
{
    private readonly AttributeDefinition number = New(dice, accountId, now, first, "employee_number", "Employee number", AttributeKind.Text, unique: true, searchable: true);
    private readonly AttributeDefinition contract = New(dice, accountId, now, first + 1, "contract", "Contract", AttributeKind.Choice, options: [.. Words.Contracts.Distinct(StringComparer.Ordinal)]);
    private readonly AttributeDefinition start = New(dice, accountId, now, first + 2, "start_date", "Start date", AttributeKind.Date);
    private readonly AttributeDefinition remote = New(dice, accountId, now, first + 3, "works_remotely", "Works remotely", AttributeKind.YesNo);

    public IReadOnlyList<AttributeDefinition> Definitions => [number, contract, start, remote];

    /// <summary>The employee number of every fifth person: the searchable attribute.</summary>
    public static string SearchExtra(int index) => index % 5 == 0 ? Number(index) : "";

    public IEnumerable<AttributeValue> Values(int index, Identity person)
    {
        if (index % 5 == 0) yield return Value(person, number, Number(index), unique: true);
        if (dice.Chance(0.25)) yield return Value(person, contract, dice.Pick(Words.Contracts));
        if (dice.Chance(0.2)) yield return Value(person, start, person.CreatedAt.AddDays(dice.Below(30)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (dice.Chance(0.1)) yield return Value(person, remote, dice.Chance(0.3) ? "yes" : "no");
    }

    private static string Number(int index) => string.Create(CultureInfo.InvariantCulture, $"HG-{100_000 + index}");

    private static AttributeValue Value(Identity person, AttributeDefinition definition, string value, bool unique = false)
    {
        var comparable = value.ToLowerInvariant();
        return new AttributeValue
        {
            IdentityId = person.Id, DefinitionId = definition.Id, AccountId = person.AccountId, Value = value, Comparable = comparable, UniqueKey = unique ? comparable : null,
        };
    }

    private static AttributeDefinition New(
        Dice dice, Guid accountId, DateTimeOffset now, int position, string key, string label, AttributeKind kind, bool unique = false, bool searchable = false, string[]? options = null) => new()
        {
            Id = dice.Id(now), AccountId = accountId, Key = key, Label = label, Kind = kind, Options = JsonSerializer.Serialize(options ?? []), IsUnique = unique, IsSearchable = searchable,
            Position = position, CreatedAt = now, Version = dice.Id(now).ToString(),
        };
}
