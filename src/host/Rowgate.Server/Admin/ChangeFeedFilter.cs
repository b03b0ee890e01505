using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Server.Changes;

namespace Rowgate.Server.Admin;

/// <summary>Which changes a reader of the change feed wants.</summary>
internal sealed class ChangeFeedFilter
{
    private readonly string _table;
    private readonly string[] _kinds;
    private readonly ChangeQuery? _query;

    private ChangeFeedFilter(string table, string[] kinds, ChangeQuery? query)
    {
        _table = table;
        _kinds = kinds;
        _query = query;
    }

    /// <summary>Reads the parameters <c>table</c>, <c>op</c> and <c>filter</c>; each may be missing.</summary>
    public static Outcome<ChangeFeedFilter> Of(IQueryCollection parameters, ValueRules rules)
    {
        var kinds = parameters["op"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (kinds.FirstOrDefault(kind => !ChangeKind.All.Contains(kind, StringComparer.Ordinal)) is { } unknown)
        {
            return new Refusal(
                RefusalCode.QueryNotUnderstood,
                $"\"{unknown}\" is not a kind of change",
                Hint: NearestName.Hint(unknown, ChangeKind.All) ?? $"Kinds are {string.Join(", ", ChangeKind.All)}.");
        }

        var text = parameters["filter"].ToString();
        if (text.Length == 0)
            return new ChangeFeedFilter(parameters["table"].ToString(), kinds, null);
        var query = ChangeQuery.Parse(text, rules, _ => { });
        return query.Accepted ? new ChangeFeedFilter(parameters["table"].ToString(), kinds, query.Value) : query.Refusal;
    }

    /// <summary>True when the reader wants the change.</summary>
    public bool Matches(JournalChange change) =>
        (_kinds.Length == 0 || _kinds.Contains(ChangeKind.Of(change.Change), StringComparer.Ordinal))
        && (_table.Length == 0 || change.Table?.Name == _table || change.Table?.ToString() == _table)
        && (_query is null || _query.Matches(change));
}
