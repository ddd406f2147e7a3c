namespace IdentityDashboard.Data;

/// <summary>Rows that are to be written together, past the change tracker: see <see cref="IRowWriter"/>.</summary>
internal sealed class NewRows
{
    private readonly Dictionary<Type, List<object>> _byType = [];
    private readonly List<Type> _order = [];

    /// <summary>In the order in which the first row of each came: what others refer to is added first.</summary>
    public IEnumerable<(Type Type, IReadOnlyList<object> Rows)> Tables => _order.Select(type => (type, (IReadOnlyList<object>)_byType[type]));

    public void Add(object row)
    {
        var type = row.GetType();
        if (!_byType.TryGetValue(type, out var rows))
        {
            _byType[type] = rows = [];
            _order.Add(type);
        }

        rows.Add(row);
    }
}
