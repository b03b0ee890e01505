using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Tests.Query.Evaluation;
using Rowgate.Core.Tests.Query.Grammar;

namespace Rowgate.Core.Tests.Query.Binding;

public sealed class QueryBinderFuzzTests
{
    private static readonly string[] Names =
        ["id", "id", "name", "status", "customers", "orders", "order_items", "products", "employees", "manager_id", "billing_id", "customer_id", "data", "zzz"];

    private static readonly string[] Relations = ["customers", "orders", "employees", "products", "order_items", "open_orders"];

    [Fact]
    public void Every_query_becomes_a_plan_or_a_refusal()
    {
        var accepted = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var query = new RandomQuery(seed, Names).Next();
            var plan = QueryBinder.Bind(
                SampleCatalog.Shop, SampleCatalog.Name(Relations[seed % Relations.Length]), query, new() { AggregatesEnabled = true, RowsMax = 10 });
            if (!plan.Accepted)
            {
                Assert.NotEmpty(plan.Refusal.Message);
                continue;
            }

            accepted++;
            Assert.NotEmpty(PlanText.Of(plan.Value));
            Assert.InRange(plan.Value.Limit!.Value, 0, 10);
            Assert.NotEmpty(plan.Value.Tables());
            EqualityKey.Of(plan.Value.Filter, new PlainRules());
            RowProjector.Compile(plan.Value, new PlainRules());
            RowPredicate.Compile(plan.Value.Filter, new PlainRules());
        }

        // Else the names above would not fit the catalog any more, and the test would say nothing.
        Assert.InRange(accepted, 1_000, 19_000);
    }
}
