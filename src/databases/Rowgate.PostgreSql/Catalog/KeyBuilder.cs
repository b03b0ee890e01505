using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Makes the keys of tables, and those that views inherit.</summary>
internal sealed class KeyBuilder(CatalogRows rows)
{
    private readonly Dictionary<uint, Dictionary<short, int>> _ordinals = [];

    public ImmutableArray<int> PrimaryOf(uint table) =>
        Keys(table).FirstOrDefault(key => key.Kind == 'p') is { } key ? Ordinals(table, key.Columns) : [];

    public ImmutableArray<ImmutableArray<int>> UniqueOf(uint table) =>
        [.. Keys(table).Where(key => key.Kind is 'u' or 'i').Select(key => Ordinals(table, key.Columns))];

    public ImmutableArray<ForeignKey> ForeignOf(uint table) =>
    [
        .. from key in Keys(table)
           where key.Kind == 'f'
           let columns = Names(table, key.Columns)
           let foreign = Foreign(table, key, columns)
           where foreign is not null
           select foreign,
    ];

    /// <summary>The primary keys of all tables that the view shows whole: together they tell the rows of a join apart.</summary>
    public ImmutableArray<int> PrimaryOf(ShownColumns view) =>
    [
        .. from table in view.Tables
           from key in Keys(table)
           where key.Kind == 'p'
           from ordinal in view.First(table, key.Columns) ?? []
           select ordinal,
    ];

    public ImmutableArray<ImmutableArray<int>> UniqueOf(ShownColumns view) =>
    [
        .. from table in view.Tables
           from key in Keys(table)
           where key.Kind is 'u' or 'i'
           let ordinals = view.First(table, key.Columns)
           where ordinals is not null
           select ordinals.Value,
    ];

    public ImmutableArray<ForeignKey> ForeignOf(ShownColumns view) =>
    [
        .. from table in view.Tables
           from key in Keys(table)
           where key.Kind == 'f'
           from columns in view.Choices(table, key.Columns)
           let foreign = Foreign(table, key, columns)
           where foreign is not null
           select foreign,
    ];

    /// <summary>The name of a column; null when it was not read, because neither is its relation served nor is it part of a key.</summary>
    public static string? NameOf(CatalogRows rows, uint relation, short number) =>
        rows.Columns.TryGetValue(relation, out var columns)
            ? columns.Find(column => column.Number == number)?.Name
            : rows.KeyColumns.GetValueOrDefault((relation, number));

    // Null when the target is in a schema of the system.
    private ForeignKey? Foreign(uint table, KeyRow key, ImmutableArray<string> columns) =>
        rows.Relations.TryGetValue(key.Target, out var target)
            ? new(key.Name, columns, new(target.Schema, target.Name), Names(key.Target, key.TargetColumns))
            {
                IsUnique = Keys(table).Any(other => other.Kind is 'p' or 'u' && other.Columns.ToHashSet().SetEquals(key.Columns)),
            }
            : null;

    private List<KeyRow> Keys(uint table) => rows.Keys.GetValueOrDefault(table, []);

    private ImmutableArray<string> Names(uint relation, short[] columns) =>
        [.. columns.Select(number => NameOf(rows, relation, number) ?? "")];

    private ImmutableArray<int> Ordinals(uint table, short[] columns)
    {
        if (!_ordinals.TryGetValue(table, out var ordinals))
        {
            _ordinals[table] = ordinals = rows.Columns[table].Select((column, ordinal) => (column.Number, ordinal))
                .ToDictionary(pair => pair.Number, pair => pair.ordinal);
        }

        return [.. columns.Select(number => ordinals[number])];
    }
}
