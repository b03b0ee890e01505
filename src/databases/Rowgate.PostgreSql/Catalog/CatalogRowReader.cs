using System.Runtime.InteropServices;
using Npgsql;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Takes the results of the batch, one after the other, in the order of the statements.</summary>
internal sealed class CatalogRowReader(NpgsqlDataReader reader, CatalogRows rows)
{
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Action[] results =
        [
            Server, Schema, Relation, Column, Type, SizedType, Collation, Key, KeyColumn, VolatileFunction, OwnCode, ViewRule, ViewRead, Part, PolicyRead, Function, Cast,
        ];
        for (var at = 0; at < results.Length; at++)
        {
            while (await reader.ReadAsync(cancellationToken))
                results[at]();
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private void Server()
    {
        rows.ServerVersion = reader.GetString(0);
        rows.ComparesBytes = reader.GetBoolean(1);
        rows.PrintsAsCapture = reader.GetBoolean(2);
        rows.MakesGeoJson = reader.GetBoolean(3);
    }

    private void Schema()
    {
        var name = reader.GetString(0);
        if (TextOrNull(1) is { } comment)
            rows.SchemaComments[name] = comment;
    }

    private void Relation()
    {
        var row = new RelationRow(
            Id(0),
            reader.GetString(1),
            reader.GetString(2),
            Letter(3),
            Letter(4),
            reader.GetBoolean(5),
            Id(6),
            reader.GetBoolean(7),
            reader.GetInt32(8),
            TextOrNull(9),
            reader.GetBoolean(10));
        rows.Relations[row.Id] = row;
    }

    private void Column() =>
        ListOf(rows.Columns, Id(0)).Add(new(
            reader.GetInt16(1),
            reader.GetString(2),
            Id(3),
            reader.GetInt32(4),
            Id(5),
            reader.GetBoolean(6),
            reader.GetBoolean(7),
            TextOrNull(8),
            TextOrNull(9)));

    private void Type()
    {
        var row = new TypeRow(
            Id(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            Letter(4),
            Letter(5),
            Id(6),
            Id(7),
            reader.GetBoolean(8),
            TextOrNull(9),
            OrNull<string[]>(10),
            reader.GetBoolean(11));
        rows.Types[row.Id] = row;
    }

    private void SizedType() => rows.SizedTypes[(Id(0), reader.GetInt32(1))] = reader.GetString(2);

    private void Collation() => rows.Collations[Id(0)] = (reader.GetString(1), reader.GetBoolean(2));

    private void Key() =>
        ListOf(rows.Keys, Id(0)).Add(new(
            Letter(1), reader.GetString(2), reader.GetFieldValue<short[]>(3), Id(4), OrNull<short[]>(5) ?? []));

    private void KeyColumn() => rows.KeyColumns[(Id(0), reader.GetInt16(1))] = reader.GetString(2);

    private void VolatileFunction() => rows.VolatileFunctions.Add(Id(0));

    private void OwnCode() => rows.RunCode.Add(Id(0));

    private void ViewRule()
    {
        var (view, tree) = (Id(0), reader.GetString(1));
        rows.ViewColumns[view] = ParseTree.Targets(tree);
        if (rows.Relations.TryGetValue(view, out var relation) && relation.Kind == 'v' && ParseTree.Calls(tree, rows.VolatileFunctions))
            rows.RunCode.Add(view);
    }

    private void ViewRead() => ListOf(rows.ViewReads, Id(0)).Add(Id(1));

    private void Part()
    {
        // Each column can be read once only.
        var (whole, part) = (Id(0), Id(1));
        ListOf(rows.Parts, whole).Add(part);
        rows.Wholes.TryAdd(part, whole);
    }

    private void PolicyRead() => ListOf(rows.PolicyReads, Id(0)).Add(Id(1));

    private void Function() =>
        rows.Functions.Add(new(
            reader.GetString(0),
            reader.GetString(1),
            reader.GetBoolean(2),
            Letter(3) == 'a',
            reader.GetBoolean(4),
            reader.GetFloat(5),
            Letter(6),
            Id(7),
            reader.GetFieldValue<uint[]>(8),
            OrNull<uint[]>(9),
            OrNull<string[]>(10),
            OrNull<string[]>(11),
            reader.GetInt16(12),
            reader.GetBoolean(13),
            OrNull<string[]>(14) ?? [],
            TextOrNull(15)));

    private void Cast() => rows.Casts.Add(new(Id(0), Id(1), reader.GetString(2), reader.GetString(3)));

    private uint Id(int at) => reader.GetFieldValue<uint>(at);

    private char Letter(int at) => reader.GetFieldValue<char>(at);

    private string? TextOrNull(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    private T? OrNull<T>(int at)
        where T : class =>
        reader.IsDBNull(at) ? null : reader.GetFieldValue<T>(at);

    private static List<T> ListOf<T>(Dictionary<uint, List<T>> lists, uint id) =>
        CollectionsMarshal.GetValueRefOrAddDefault(lists, id, out _) ??= [];
}
