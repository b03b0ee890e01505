using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>Finds what a foreign key leads to: its table, and the views that show the columns it refers to.</summary>
internal sealed class KeyTargets(ImmutableArray<Relation> relations, HashSet<TableName> known)
{
    // A view may show one column many times over; the ways to choose multiply for keys of several columns.
    private const int ChoicesMax = 32;

    private readonly Dictionary<TableName, Relation[]> _views = relations
        .SelectMany(view => view.Origins.Select(origin => origin.Table).Distinct(), (view, table) => (view, table))
        .GroupBy(pair => pair.table, pair => pair.view)
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>The key once for each target that is known.</summary>
    public IEnumerable<ForeignKey> Of(ForeignKey key)
    {
        if (known.Contains(key.Target))
            yield return key;
        foreach (var view in _views.GetValueOrDefault(key.Target, []))
        {
            foreach (var columns in Choices(view, key))
                yield return key with { Target = view.Name, TargetColumns = columns };
        }
    }

    private static IEnumerable<ImmutableArray<string>> Choices(Relation view, ForeignKey key)
    {
        IEnumerable<ImmutableArray<string>> choices = [[]];
        foreach (var column in key.TargetColumns)
        {
            var shown = view.Origins.Where(origin => origin.Table == key.Target && origin.TableColumn == column).ToArray();
            choices = choices.SelectMany(_ => shown, (choice, origin) => choice.Add(origin.Column));
        }

        return choices.Take(ChoicesMax);
    }
}
