using Rowgate.Core.Errors;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Bodies;

/// <summary>Reads the body of a write, whatever its format.</summary>
internal static class Body
{
    /// <summary>The rows of a body.</summary>
    /// <param name="body">As sent.</param>
    /// <param name="format">How it is written down.</param>
    /// <param name="mayDiffer">True when the rows need not have the same members, because the request names the columns.</param>
    public static Outcome<BodyRows> Read(ReadOnlyMemory<byte> body, BodyFormat format, bool mayDiffer)
    {
        if (format == BodyFormat.Json)
            return JsonBody.Read(body, mayDiffer);
        var json = format switch
        {
            BodyFormat.Csv => CsvBody.ToJson(body),
            BodyFormat.NdJson => NdJsonBody.ToJson(body.Span),
            _ => FormBody.ToJson(body),
        };
        return json.Accepted ? JsonBody.Read(json.Value, mayDiffer) : json.Refusal;
    }
}
