using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Gate;

namespace Rowgate.Http.Rest;

/// <summary>Answers OPTIONS: what can be done with a relation.</summary>
internal sealed class OptionsHandler(RequestGate gate)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call)
    {
        var relation = await gate.DescribeAsync(call.Caller, call.Name, call.Aborted);
        if (!relation.Accepted)
            return relation.Refusal;
        Send(call.Response, Allow(call.Caller, relation.Value));
        return null;
    }

    /// <summary>Answers with these methods.</summary>
    public static void Send(HttpResponse response, string allow)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.Allow = allow;
        response.ContentLength = 0;
    }

    private string Allow(Caller caller, Relation relation)
    {
        if (!gate.MayWrite(caller, relation))
            return "OPTIONS,GET,HEAD";
        return "OPTIONS,GET,HEAD"
            + (relation.IsInsertable ? ",POST" : "")
            + (relation.IsInsertable && relation.IsUpdatable && !relation.PrimaryKey.IsEmpty ? ",PUT" : "")
            + (relation.IsUpdatable ? ",PATCH" : "")
            + (relation.IsDeletable ? ",DELETE" : "");
    }
}
