using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Makes relations of catalog rows.</summary>
internal sealed class RelationBuilder(CatalogRows rows, TypeTable types, ILookup<uint, Column> computed, Followed followed)
{
    // The bits that pg_relation_is_updatable() gives: one for each command's number.
    private const int CanUpdate = 1 << 2;
    private const int CanInsert = 1 << 3;
    private const int CanDelete = 1 << 4;

    private readonly ViewLineage _lineage = new(rows);
    private readonly KeyBuilder _keys = new(rows);
    private readonly OwnCode _code = new(rows);

    public Relation Build(RelationRow row)
    {
        var columns = ColumnsOf(row.Id);
        var name = new TableName(row.Schema, row.Name);
        var isTable = row.Kind is 'r' or 'p';
        if (!row.IsView)
        {
            return new(name, RelationKind.Table, columns)
            {
                PrimaryKey = _keys.PrimaryOf(row.Id),
                UniqueKeys = _keys.UniqueOf(row.Id),
                ForeignKeys = _keys.ForeignOf(row.Id),
                IsInsertable = isTable || (row.Updatable & CanInsert) != 0,
                IsUpdatable = isTable || (row.Updatable & CanUpdate) != 0,
                IsDeletable = isTable || (row.Updatable & CanDelete) != 0,
                ComputedColumns = ComputedOf(row, columns),
                HasRowSecurity = row.HasRowSecurity,
                BaseTables = followed.TablesOf(row),
                PolicyTables = followed.PolicyTablesOf(row),
                WhyNotCaptured = followed.WhyNot(row),
                RunsCode = _code.RunsIn(row),
                Comment = row.Comment,
            };
        }

        var shown = new ShownColumns(rows, row.Id, [.. _lineage.OriginsOf(row.Id)]);
        var under = _lineage.TablesUnder(row.Id);
        return new(name, RelationKind.View, columns)
        {
            PrimaryKey = _keys.PrimaryOf(shown),
            // A join shows rows twice; then what is unique below is not so above.
            UniqueKeys = shown.Tables is [_] && row.Updatable != 0 ? _keys.UniqueOf(shown) : [],
            ForeignKeys = _keys.ForeignOf(shown),
            Origins = shown.ToOrigins(columns),
            IsInsertable = (row.Updatable & CanInsert) != 0,
            IsUpdatable = (row.Updatable & CanUpdate) != 0,
            IsDeletable = (row.Updatable & CanDelete) != 0,
            ComputedColumns = ComputedOf(row, columns),
            BaseTables = followed.TablesOf(row),
            PolicyTables = followed.PolicyTablesOf(row),
            HasRowSecurity = row.HasRowSecurity || under.Any(table => rows.Relations[table].HasRowSecurity),
            WhyNotCaptured = followed.WhyNot(row),
            RunsCode = _code.RunsIn(row),
            Comment = row.Comment,
        };
    }

    /// <summary>The columns of a relation or composite type.</summary>
    public ImmutableArray<Column> ColumnsOf(uint relation) =>
    [
        .. rows.Columns.GetValueOrDefault(relation, []).Select((row, ordinal) => new Column
        {
            Name = row.Name,
            Ordinal = ordinal,
            Type = types.Of(row.Type, row.Size, row.Collation),
            IsNotNull = row.IsNotNull || types.IsNotNull(row.Type),
            DefaultExpression = row.IsGenerated ? null : row.Default ?? types.DefaultOf(row.Type),
            IsGenerated = row.IsGenerated,
            Representation = types.RepresentationOf(row.Type),
            Labels = types.LabelsOf(row.Type),
            Comment = row.Comment,
        }),
    ];

    // A stored column hides a function of its name, as it does in SQL.
    private ImmutableArray<Column> ComputedOf(RelationRow row, ImmutableArray<Column> columns) =>
        [.. computed[row.RowType].Where(column => !columns.Any(stored => stored.Name == column.Name)).DistinctBy(column => column.Name, StringComparer.Ordinal)];
}
