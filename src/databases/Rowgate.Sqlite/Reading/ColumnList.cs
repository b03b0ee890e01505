namespace Rowgate.Sqlite.Reading;

/// <summary>The result columns of a statement. An expression that is asked for twice is one column.</summary>
internal sealed class ColumnList
{
    private readonly List<string> _expressions = [];

    /// <summary>The place of an expression.</summary>
    public int Add(string expression)
    {
        var known = _expressions.IndexOf(expression);
        if (known >= 0)
            return known;
        _expressions.Add(expression);
        return _expressions.Count - 1;
    }

    /// <summary>The list as SELECT wants it, which is never empty.</summary>
    public override string ToString() => _expressions.Count == 0 ? "1" : string.Join(", ", _expressions);
}
