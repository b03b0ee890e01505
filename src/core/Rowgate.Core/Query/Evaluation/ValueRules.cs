using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>How one database product reads and compares values, so that a filter in process agrees with its SQL.</summary>
/// <remarks>A seam: one implementation beside each dialect. Stateless, safe for many threads.</remarks>
public abstract class ValueRules
{
    /// <summary>Checks that the database can run this operation on this field, and that its operands are values of its type.</summary>
    /// <returns>Null when it can; else the refusal, naming the construct and the database.</returns>
    public abstract Refusal? Check(BoundField field, Operation operation);

    /// <summary>Makes the test for one operation that passed <see cref="Check"/>, without its negation.</summary>
    /// <returns>The test, or null when only the database itself can evaluate it.</returns>
    public abstract ValueTest? Compile(BoundField field, Operation operation);

    /// <summary>Makes the writer for a field with a JSON path, byte for byte like the database's own answer.</summary>
    /// <param name="field">The field; its path has one step at least.</param>
    /// <returns>The writer, or null when only the database itself can do it, which is what this returns unless overridden.</returns>
    public virtual LiteralProjection? CompileProjection(BoundField field) => null;

    /// <summary>The form of a literal under which equal values of this column are the same bytes.</summary>
    /// <remarks>Serves to look up the live queries that compare a column with a constant.</remarks>
    /// <param name="column">The column; without a JSON path.</param>
    /// <param name="literal">A JSON literal of a row image, or the literal made of a filter's text.</param>
    /// <returns>The key, or null when the value is null or has no such form; then nothing may be looked up by it.</returns>
    public abstract ValueKey? KeyOf(Column column, ReadOnlySpan<byte> literal);

    /// <summary>The key of the operand of <c>eq</c>.</summary>
    /// <param name="column">The column; without a JSON path.</param>
    /// <param name="operand">The text in the filter.</param>
    /// <returns>The key, or null when the value has no such form.</returns>
    public abstract ValueKey? KeyOf(Column column, string operand);
}
