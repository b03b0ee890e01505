namespace Rowgate.Core.Query.Grammar;

/// <summary>How much one query may still ask for, counted over all its parameters.</summary>
internal sealed class QueryBudget
{
    /// <summary>How deep embeds and logic groups may be nested.</summary>
    public const int DepthMax = 32;

    /// <summary>How many conditions, select items and order terms there may be, all together.</summary>
    public const int PartsMax = 1000;

    /// <summary>How many values lists and arrays may hold, all together.</summary>
    public const int ElementsMax = 10_000;

    private int _parts;
    private int _elements;

    /// <summary>Counts one more part.</summary>
    /// <returns>False when that is one too many.</returns>
    public bool TryAddPart() => ++_parts <= PartsMax;

    /// <summary>Counts more values of a list or array.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryAddElements(int count) => (_elements += count) <= ElementsMax;
}
