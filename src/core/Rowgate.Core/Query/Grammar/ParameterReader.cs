using System.Collections.Immutable;
using System.Globalization;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Puts the parameters of one query string together to one query.</summary>
/// <param name="parameters">The parameters, decoded.</param>
/// <param name="allowsLegacyTargets">True to let an embed be named by its relation although it has an alias.</param>
/// <param name="takesArguments">True when a parameter that is no filter is an argument.</param>
internal sealed class ParameterReader(List<(string Key, string Value)> parameters, bool allowsLegacyTargets, bool takesArguments)
{
    private readonly EmbedPath _embeds = new(allowsLegacyTargets);
    private readonly ImmutableArray<(string Name, string Value)>.Builder _arguments = ImmutableArray.CreateBuilder<(string, string)>();
    private readonly QueryBudget _budget = new();
    private TableQuery _query = new();

    /// <summary>The parameters that are arguments of a function, in order.</summary>
    public ImmutableArray<(string Name, string Value)> Arguments => _arguments.ToImmutable();

    /// <summary>Reads all parameters: the select list first, because the others may name its embeds.</summary>
    public Outcome<TableQuery> Read()
    {
        if (ReadSelect() is { } badSelect)
            return badSelect;
        foreach (var (key, value) in parameters)
        {
            if (ReadParameter(key, value) is { } refusal)
                return refusal;
        }

        return _query with { LegacyTargets = _embeds.Legacy };
    }

    private Refusal? ReadSelect()
    {
        var index = parameters.FindIndex(parameter => parameter.Key == "select");
        if (index < 0)
            return null;
        var text = parameters[index].Value;
        var cursor = new Cursor(text, _budget);
        if (SelectParser.ParseAll(ref cursor) is not { } items)
            return GrammarError.Refuse("select parameter", text, cursor);
        if (!items.IsEmpty)
            _query = _query with { Select = items };
        return null;
    }

    private Refusal? ReadParameter(string key, string value)
    {
        switch (key)
        {
            case "select" or "apikey" or "offset_from":
                return null;
            case "columns":
                return _query.Columns is null ? ReadNames(key, value, names => _query with { Columns = names }) : null;
            case "on_conflict":
                return _query.OnConflict is null ? ReadNames(key, value, names => _query with { OnConflict = names }) : null;
        }

        return key[(key.LastIndexOf('.') + 1)..] switch
        {
            "order" => ReadOrder(key, value),
            "limit" => ReadLimit(key, value),
            "offset" => ReadOffset(key, value),
            "and" or "or" => ReadLogic(key, value),
            _ => ReadFilter(key, value),
        };
    }

    private Refusal? ReadNames(string key, string value, Func<ImmutableArray<string>, TableQuery> change)
    {
        var cursor = new Cursor(value, _budget);
        if (NameParser.ParseList(ref cursor) is not { } names)
            return GrammarError.Refuse($"{key} parameter", value, cursor);
        _query = change([.. names.Distinct(StringComparer.Ordinal)]);
        return null;
    }

    private Refusal? ReadFilter(string key, string value)
    {
        var keyCursor = new Cursor(key, _budget);
        if (!keyCursor.AddPart() || ParsePath(ref keyCursor) is not { } path
            || FieldParser.ParsePath(ref keyCursor, path[^1]) is not { } field || !Ends(ref keyCursor))
        {
            return GrammarError.Refuse("tree path", key, keyCursor);
        }

        var cursor = new Cursor(value, _budget);
        if (OperationParser.Parse(ref cursor, inTree: false) is not { } operation || !Ends(ref cursor))
        {
            if (!takesArguments || cursor.Failure!.Code == RefusalCode.QueryTooComplex)
                return GrammarError.Refuse("filter", value, cursor);
            _arguments.Add((path[^1], value));
            return null;
        }

        return Attach(path.AsSpan()[..^1], query => query with { Where = query.Where.Add(new Comparison(field, operation)) });
    }

    private Refusal? ReadLogic(string key, string value)
    {
        var keyCursor = new Cursor(key, _budget);
        if (ParsePath(ref keyCursor) is not { } path || !Ends(ref keyCursor))
            return GrammarError.Refuse("logic path", key, keyCursor);
        // Looks at the text, because an embed may be called "not", in quotes.
        var negated = path.Length > 1 && key[..key.LastIndexOf('.')] is "not" or [.., '.', 'n', 'o', 't'];
        var cursor = new Cursor((negated ? "not." : "") + path[^1] + value, _budget);
        if (LogicParser.ParseAll(ref cursor) is not { } tree)
            return GrammarError.Refuse("logic tree", value, cursor);
        return Attach(path.AsSpan()[..^(negated ? 2 : 1)], query => query with { Where = query.Where.Add(tree) });
    }

    private Refusal? ReadOrder(string key, string value)
    {
        var keyCursor = new Cursor(key, _budget);
        if (ParsePath(ref keyCursor) is not { } path || !Ends(ref keyCursor))
            return GrammarError.Refuse("tree path", key, keyCursor);
        var cursor = new Cursor(value, _budget);
        if (OrderParser.ParseAll(ref cursor) is not { } order)
            return GrammarError.Refuse("order", value, cursor);
        return Attach(path.AsSpan()[..^1], query => query.Order.IsEmpty ? query with { Order = order } : query);
    }

    private Refusal? ReadLimit(string key, string value) =>
        ReadNumber(key, value, static (query, number) => query with { Limit = number }, static number =>
            number >= 0
                ? null
                : new(
                    RefusalCode.RangeNotSatisfiable,
                    "Requested range not satisfiable",
                    "Limit should be greater than or equal to zero."));

    private Refusal? ReadOffset(string key, string value) =>
        ReadNumber(key, value, static (query, number) => query with { Offset = Math.Max(0, number) }, static _ => null);

    // Text that is no whole number is ignored, as in PostgREST.
    private Refusal? ReadNumber(
        string key, string value, Func<TableQuery, long, TableQuery> change, Func<long, Refusal?> check)
    {
        var keyCursor = new Cursor(key, _budget);
        if (ParsePath(ref keyCursor) is not { } path || !Ends(ref keyCursor))
            return GrammarError.Refuse("tree path", key, keyCursor);
        if (WholeNumber(value) is not { } number)
            return null;
        return check(number) ?? Attach(path.AsSpan()[..^1], query => change(query, number));
    }

    private static long? WholeNumber(string text)
    {
        var digits = text.AsSpan().Trim();
        var negative = digits is ['-', ..];
        if (negative)
            digits = digits[1..];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        // More than 64 bits is as good as the most that fits.
        var size = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        return negative ? -size : size;
    }

    private Refusal? Attach(ReadOnlySpan<string> path, Func<TableQuery, TableQuery> change)
    {
        var changed = _embeds.Update(_query, path, change);
        if (!changed.Accepted)
            return changed.Refusal;
        _query = changed.Value;
        return null;
    }

    // Names with dots between; the last one is the field or the keyword.
    private static string[]? ParsePath(ref Cursor cursor)
    {
        List<string> names = [];
        do
        {
            if (NameParser.Parse(ref cursor) is not { } name)
                return null;
            names.Add(name);
        }
        while (cursor.TryTake('.'));

        return [.. names];
    }

    private static bool Ends(ref Cursor cursor) => cursor.AtEnd || cursor.Fail("end of input");
}
