using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IdentityDashboard.Data;

/// <summary>A column as the database's own mapping has it.</summary>
/// <param name="StoreType">Without length: <c>uuid</c>, <c>character varying</c>.</param>
/// <param name="ValueType">What the database's driver takes, never nullable.</param>
internal sealed record RowColumn(string Name, string StoreType, Type ValueType, IClrPropertyGetter Getter, Func<object?, object?>? Convert)
{
    /// <summary>Of this row; null for SQL's NULL.</summary>
    public object? Of(object row)
    {
        var value = Getter.GetClrValue(row);
        return Convert is null || value is null ? value : Convert(value);
    }
}

/// <summary>
/// How an entity lies in its table, taken from the model: a column or a conversion added there is written here. What the
/// database itself gives (numbers that count up) is left to it.
/// </summary>
internal sealed class RowFormat
{
    private static readonly ConcurrentDictionary<(IModel Model, Type Type), RowFormat> Known = new();

    private RowFormat(IModel model, Type type)
    {
        var entity = model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} isn't part of the model.");
        Table = entity.GetTableName()!;
        Columns = [.. entity.GetProperties().Where(p => p.ValueGenerated == ValueGenerated.Never || p.ClrType == typeof(Guid)).Select(Column)];
    }

    public string Table { get; }

    public IReadOnlyList<RowColumn> Columns { get; }

    public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));

    public static RowFormat Of(DashboardDbContext db, Type type) => Known.GetOrAdd((db.Model, type), static key => new RowFormat(key.Model, key.Type));

    private static RowColumn Column(IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var type = mapping.Converter?.ProviderClrType ?? property.ClrType;
        return new RowColumn(property.GetColumnName(), mapping.StoreTypeNameBase, Nullable.GetUnderlyingType(type) ?? type, property.GetGetter(), mapping.Converter?.ConvertToProvider);
    }
}
