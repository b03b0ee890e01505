using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Which columns of a view show which columns of tables.</summary>
internal sealed class ShownColumns(CatalogRows rows, uint view, ImmutableArray<TargetEntry> origins)
{
    // A view may show one column many times over; the ways to choose multiply for keys of several columns.
    private const int ChoicesMax = 32;

    private readonly Dictionary<short, int> _ordinals = rows.Columns.GetValueOrDefault(view, [])
        .Select((column, ordinal) => (column.Number, ordinal))
        .ToDictionary(pair => pair.Number, pair => pair.ordinal);

    private readonly Dictionary<(uint Table, short Column), List<int>> _shown = [];

    /// <summary>The tables whose columns are shown, in the order of the view's columns.</summary>
    public ImmutableArray<uint> Tables { get; } = [.. origins.Select(origin => origin.Relation).Distinct()];

    /// <summary>The view's ordinals that show these columns of a table; the first of each. Null when one is not shown.</summary>
    public ImmutableArray<int>? First(uint table, short[] columns)
    {
        var ordinals = ImmutableArray.CreateBuilder<int>(columns.Length);
        foreach (var column in columns)
        {
            if (Shown(table, column) is not [var first, ..])
                return null;
            ordinals.Add(first);
        }

        return ordinals.MoveToImmutable();
    }

    /// <summary>Every way to show these columns of a table, as names of the view's columns.</summary>
    public IEnumerable<ImmutableArray<string>> Choices(uint table, short[] columns)
    {
        IEnumerable<ImmutableArray<string>> choices = [[]];
        foreach (var column in columns)
        {
            var shown = Shown(table, column);
            choices = choices.SelectMany(_ => shown, (choice, ordinal) => choice.Add(rows.Columns[view][ordinal].Name));
        }

        return choices.Take(ChoicesMax);
    }

    /// <summary>The same for everybody, as far as the tables' columns have names here.</summary>
    public ImmutableArray<ColumnOrigin> ToOrigins(ImmutableArray<Column> columns) =>
    [
        .. from origin in origins
           let name = KeyBuilder.NameOf(rows, origin.Relation, origin.Column)
           where name is not null && _ordinals.ContainsKey(origin.Number)
           let table = rows.Relations[origin.Relation]
           select new ColumnOrigin(columns[_ordinals[origin.Number]].Name, new(table.Schema, table.Name), name),
    ];

    private List<int> Shown(uint table, short column)
    {
        if (_shown.Count == 0)
        {
            foreach (var origin in origins.Where(origin => _ordinals.ContainsKey(origin.Number)).OrderBy(origin => origin.Number))
            {
                if (!_shown.TryGetValue((origin.Relation, origin.Column), out var list))
                    _shown[(origin.Relation, origin.Column)] = list = [];
                list.Add(_ordinals[origin.Number]);
            }
        }

        return _shown.GetValueOrDefault((table, column), []);
    }
}
