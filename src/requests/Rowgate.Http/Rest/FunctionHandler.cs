using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Gate;

namespace Rowgate.Http.Rest;

/// <summary>Answers calls of functions (<c>/rpc/NAME</c>). No database here has functions yet, so it always refuses.</summary>
internal sealed class FunctionHandler(RequestGate gate)
{
    /// <summary>Why the function cannot be called.</summary>
    public Refusal Refuse(string method, string name)
    {
        if (gate.Describe(Caller.Anonymous).Refusal is { } refusal)
            return refusal;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsPost(method) && !HttpMethods.IsOptions(method))
            return new(RefusalCode.MethodNotServedOnFunction, $"Cannot use the {method} method on RPC");
        return new(
            RefusalCode.FunctionNotFound,
            $"Could not find the function {gate.DefaultSchema}.{name} in the schema cache",
            $"{gate.Product} has no functions that can be called.",
            "Use the tables and views.");
    }
}
