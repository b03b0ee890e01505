using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Makes one catalog of the rows.</summary>
/// <param name="rows">The rows.</param>
/// <param name="options">What of it is captured.</param>
internal sealed class CatalogBuilder(CatalogRows rows, PostgresOptions options)
{
    private readonly TypeTable _types = new(rows);
    private readonly Dictionary<TableName, Relation> _relations = [];

    public DatabaseCatalog Build(long version)
    {
        var served = rows.Relations.Values.Where(row => row.IsServed).ToList();
        var functions = new FunctionBuilder(_types, served.ToDictionary(row => row.RowType));
        var computed = rows.Functions.Select(functions.ComputedColumn).OfType<(uint RowType, Column Column)>()
            .ToLookup(pair => pair.RowType, pair => pair.Column);
        var relations = new RelationBuilder(rows, _types, computed, new Followed(rows, options));
        foreach (var row in served)
            _relations[new(row.Schema, row.Name)] = relations.Build(row);
        return new(
            version,
            [.. _relations.Values],
            [.. rows.Functions.Select(functions.ComputedRelationship).OfType<Relationship>()])
        {
            Functions =
            [
                .. rows.Functions.Where(row => row.IsServed && !row.IsAggregate)
                    .Select(row => functions.Callable(row, (id, name) => RowsOf(relations, id, name)))
                    .OfType<Function>(),
            ],
            MediaHandlers = [.. rows.Functions.Where(row => row.IsServed).Select(functions.Handler).OfType<MediaHandler>()],
            SchemaComments = rows.SchemaComments.ToImmutableDictionary(),
        };
    }

    private Relation RowsOf(RelationBuilder relations, uint id, TableName function)
    {
        if (rows.Relations.TryGetValue(id, out var row) && _relations.TryGetValue(new(row.Schema, row.Name), out var known))
            return known;
        return new(function, RelationKind.View, relations.ColumnsOf(id));
    }
}
