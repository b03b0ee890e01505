using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.PostgreSql.Rules;

/// <summary>PostgreSQL's comparisons in process, for the types and operands that leave no doubt; the rest is the server's.</summary>
public sealed class PostgresRules : ValueRules
{
    /// <summary>The rules; they have no state.</summary>
    public static readonly PostgresRules Instance = new();

    private PostgresRules()
    {
    }

    /// <inheritdoc/>
    public override Refusal? Check(BoundField field, Operation operation) => OperationCheck.Refuse(field, operation);

    /// <inheritdoc/>
    public override ValueTest? Compile(BoundField field, Operation operation) => FieldTest.Compile(field, operation);

    /// <inheritdoc/>
    public override LiteralProjection? CompileProjection(BoundField field) => DocumentPath.Projection(field);

    /// <inheritdoc/>
    public override ValueKey? KeyOf(Column column, ReadOnlySpan<byte> literal) => ValueKeys.Of(column, literal);

    /// <inheritdoc/>
    public override ValueKey? KeyOf(Column column, string operand) => ValueKeys.Of(column, operand);
}
