using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Values;

/// <summary>A type of columns in the log.</summary>
/// <param name="Kind">Its family.</param>
/// <param name="Writer">Writes its values.</param>
internal sealed record WalType(ValueKind Kind, ValueWriter Writer)
{
    /// <summary>A type that is gone by now: its values are shown as text.</summary>
    public static readonly WalType Unknown = new(ValueKind.Any, PlainWriters.Text);
}
