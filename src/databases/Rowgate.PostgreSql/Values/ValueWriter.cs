using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Turns the text form of a type's values into the literals that <c>to_json</c> prints for them.</summary>
/// <remarks>Holds no state: one serves any number of columns.</remarks>
internal abstract class ValueWriter
{
    /// <summary>Writes a value that is not null.</summary>
    /// <param name="text">What the type's output function gave, with ISO dates, in UTC.</param>
    /// <param name="output">Gets the literal.</param>
    public abstract void Write(ReadOnlySpan<byte> text, PooledBuffer output);
}
