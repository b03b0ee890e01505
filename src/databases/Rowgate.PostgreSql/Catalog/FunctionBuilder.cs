using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Makes functions, and what functions of a row add to its relation.</summary>
/// <param name="types">The types.</param>
/// <param name="byRowType">The relations that are served, by the type of their rows.</param>
internal sealed class FunctionBuilder(TypeTable types, IReadOnlyDictionary<uint, RelationRow> byRowType)
{
    private const uint Void = 2278;
    private const uint Record = 2249;
    private const uint Trigger = 2279;
    private const uint EventTrigger = 3838;

    // What the whole body of a request can be.
    private static readonly uint[] BodyTypes = [17, 114, 3802, 25, 142];

    /// <summary>The function as something to call; null for a trigger, or when not all of its parameters have names.</summary>
    /// <param name="row">The function.</param>
    /// <param name="relations">Makes the relation or composite type of this id: columns, and the rest if it is served.</param>
    public Function? Callable(FunctionRow row, Func<uint, TableName, Relation> relations)
    {
        var name = new TableName(row.Schema, row.Name);
        var parameters = ParametersOf(row);
        var unnamed = parameters.Count(parameter => parameter.Name.Length == 0);
        var takesBody = unnamed == 1 && parameters.Length == 1 && BodyTypes.Contains(row.InputTypes[0]);
        if (row.Result is Trigger or EventTrigger || (unnamed > 0 && !takesBody))
            return null;
        return new()
        {
            Name = name,
            Parameters = parameters,
            Result = ResultOf(row, name, relations),
            Volatility = row.Volatility switch
            {
                'i' => Volatility.Immutable,
                's' => Volatility.Stable,
                _ => Volatility.Volatile,
            },
            Settings = [.. row.Settings.Select(setting => (setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]))],
            Comment = row.Comment,
        };
    }

    /// <summary>The column that a function of one row computes, with the type of the row; null when it is no such function.</summary>
    public (uint RowType, Column Column)? ComputedColumn(FunctionRow row) =>
        !row.IsAggregate && !row.IsSet && row.InputTypes is [var rowType] && byRowType.ContainsKey(rowType)
            && row.Result != Void && !byRowType.ContainsKey(row.Result)
            ? (rowType, new()
            {
                Name = row.Name,
                Ordinal = -1,
                Type = types.Of(row.Result),
                Function = new(row.Schema, row.Name),
                Representation = types.RepresentationOf(row.Result),
                Labels = types.LabelsOf(row.Result),
                Comment = row.Comment,
            })
            : null;

    /// <summary>The relationship that a function of one row makes; null when it does not return rows of a relation.</summary>
    public Relationship? ComputedRelationship(FunctionRow row) =>
        !row.IsAggregate && row.InputTypes is [var rowType] && byRowType.TryGetValue(rowType, out var parent)
            && byRowType.TryGetValue(row.Result, out var target)
            ? new(
                row.Name,
                row.IsSet && row.Rows != 1 ? Cardinality.OneToMany : Cardinality.ManyToOne,
                new(parent.Schema, parent.Name),
                new(target.Schema, target.Name),
                [],
                [])
            {
                Function = new(row.Schema, row.Name),
            }
            : null;

    /// <summary>The rendering that a function or aggregate defines by a domain named like a media type; null when it defines none.</summary>
    public MediaHandler? Handler(FunctionRow row)
    {
        const uint anyElement = 2283;
        if (types.MediaTypeOf(row.Result) is not { } mediaType)
            return null;
        var name = new TableName(row.Schema, row.Name);
        if (!row.IsAggregate)
            return row.IsSet ? null : new(mediaType, Aggregate: null, Relation: null, Function: name);
        return row.InputTypes switch
        {
            [anyElement] => new(mediaType, name, Relation: null, Function: null),
            [var rowType] when byRowType.TryGetValue(rowType, out var relation) =>
                new(mediaType, name, new TableName(relation.Schema, relation.Name), Function: null),
            _ => null,
        };
    }

    private ImmutableArray<FunctionParameter> ParametersOf(FunctionRow row)
    {
        var inputs = Arguments(row).Where(argument => argument.Mode is "i" or "b" or "v").ToList();
        return
        [
            .. inputs.Select((argument, at) => new FunctionParameter(
                argument.Name, types.Of(Unsized(argument.Type)), at < inputs.Count - row.Defaults, argument.Mode == "v")),
        ];
    }

    private FunctionResult ResultOf(FunctionRow row, TableName name, Func<uint, TableName, Relation> relations)
    {
        var outputs = Arguments(row).Where(argument => argument.Mode is "o" or "b" or "t").ToList();
        if (outputs.Count > 0)
        {
            return new(row.IsSet, Type: null, new Relation(name, RelationKind.View,
            [
                .. outputs.Select((argument, ordinal) => new Column
                {
                    Name = argument.Name.Length > 0 ? argument.Name : $"column{ordinal + 1}",
                    Ordinal = ordinal,
                    Type = types.Of(argument.Type),
                    Representation = types.RepresentationOf(argument.Type),
                    Labels = types.LabelsOf(argument.Type),
                }),
            ]));
        }

        return row.Result switch
        {
            Void => new(IsSet: false, Type: null, Rows: null),
            Record => new(row.IsSet, Type: null, new Relation(name, RelationKind.View, [])),
            _ when types.BaseOf(row.Result) is { Relation: not 0 } composite => new(row.IsSet, Type: null, relations(composite.Relation, name)),
            _ => new(row.IsSet, types.Of(row.Result), Rows: null),
        };
    }

    private static IEnumerable<(string Name, uint Type, string Mode)> Arguments(FunctionRow row)
    {
        var all = row.AllTypes ?? row.InputTypes;
        return all.Select((type, at) => (row.Names?.ElementAtOrDefault(at) ?? "", type, row.Modes?[at] ?? "i"));
    }

    // As column types of a record, bit and character would cut values down to their first letter.
    private static uint Unsized(uint type)
    {
        const uint bit = 1560;
        const uint bits = 1561;
        const uint character = 1042;
        const uint characters = 1014;
        return type switch
        {
            bit => 1562,
            bits => 1563,
            character => 1043,
            characters => 1015,
            _ => type,
        };
    }
}
