using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Sqlite.Rules;

/// <summary>SQLite's comparisons in process: storage classes, affinity, collations, JSON paths.</summary>
public sealed class SqliteRules : ValueRules
{
    /// <summary>The rules; they have no state.</summary>
    public static readonly SqliteRules Instance = new();

    private SqliteRules()
    {
    }

    /// <inheritdoc/>
    public override Refusal? Check(BoundField field, Operation operation) => Operands.Read(field, operation).Refusal;

    /// <inheritdoc/>
    public override ValueTest? Compile(BoundField field, Operation operation) => FieldTest.Compile(field, operation);

    /// <inheritdoc/>
    public override LiteralProjection? CompileProjection(BoundField field) => DocumentLiteral.Projection(field);

    /// <inheritdoc/>
    public override ValueKey? KeyOf(Column column, ReadOnlySpan<byte> literal) => ValueKeys.Of(column, literal);

    /// <inheritdoc/>
    public override ValueKey? KeyOf(Column column, string operand) => ValueKeys.Of(column, operand);
}
