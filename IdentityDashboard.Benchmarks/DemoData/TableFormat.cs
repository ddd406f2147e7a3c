using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>
/// How an entity lies in its table: names and values of the columns as EF Core would write them, taken from the
/// product's own model, so that a column added there is filled here.
/// </summary>
internal sealed class TableFormat
{
    private readonly (IClrPropertyGetter Get, Func<object?, object?>? Convert)[] columns;

    public TableFormat(DashboardDbContext db, Type type)
    {
        var entity = db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} isn't part of the model.");
        var properties = entity.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAdd || p.ClrType == typeof(Guid)).ToList();
        Table = entity.GetTableName()!;
        Columns = properties.ConvertAll(p => p.GetColumnName());
        columns = [.. properties.Select(p => (p.GetGetter(), p.GetTypeMapping().Converter?.ConvertToProvider))];
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The value of one column; null for SQL's NULL.</summary>
    public object? Value(object row, int column)
    {
        var (get, convert) = columns[column];
        var value = get.GetClrValue(row);
        return convert is null || value is null ? value : convert(value);
    }
}
