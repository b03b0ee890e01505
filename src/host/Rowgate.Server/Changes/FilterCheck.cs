using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Server.Changes;

/// <summary>Asks a database's rules about each comparison of a filter.</summary>
internal static class FilterCheck
{
    /// <summary>The first refusal; null when the database can run all of it.</summary>
    public static Refusal? Find(Predicate filter, ValueRules rules) => filter switch
    {
        FieldPredicate field => rules.Check(field.Field, field.Operation),
        PredicateGroup group => group.Items.Select(item => Find(item, rules)).FirstOrDefault(refusal => refusal is not null),
        _ => null,
    };
}
