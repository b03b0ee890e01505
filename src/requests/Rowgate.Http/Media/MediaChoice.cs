using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Media;

/// <summary>Chooses the media type of an answer from what a client accepts and what can be made.</summary>
/// <param name="gate">Tells what the database renders.</param>
/// <param name="handlers">What the schema renders.</param>
/// <param name="target">The relation whose rows are answered; for a function that returns no known one, the function.</param>
/// <param name="selectsAll">True when whole rows are answered: only those does a handler of a single relation render.</param>
/// <param name="plansEnabled">True when plans may be asked for.</param>
/// <remarks>The best that can be made wins: highest q first, then the order in the header. Source:
/// https://docs.postgrest.org/en/stable/references/api/media_type_handlers.html</remarks>
internal sealed class MediaChoice(
    RequestGate gate, ImmutableArray<MediaHandler> handlers, TableName target, bool selectsAll, bool plansEnabled)
{
    private const string PlanType = "application/vnd.pgrst.plan";

    /// <summary>Chooses a format.</summary>
    public Outcome<ResultFormat> Choose(StringValues accept)
    {
        if (handlers.IsEmpty && (accept.Count == 0 || (accept.Count == 1 && accept[0] is "*/*" or "application/json" or "")))
            return ResultFormat.Json;
        StringValues wanted = StringValues.IsNullOrEmpty(accept) ? new("*/*") : accept;
        foreach (var type in AcceptedType.Parse(wanted))
        {
            if (Format(type) is { } format)
                return format;
        }

        return AcceptHeader.Refuse(accept);
    }

    private ResultFormat? Format(AcceptedType type) => type.Name switch
    {
        // These have parameters of their own, so that no handler takes their place.
        "application/vnd.pgrst.object" or "application/vnd.pgrst.object+json" =>
            Stripped(type.NullsStripped ? ResultFormat.ObjectStripped : ResultFormat.Object),
        "application/vnd.pgrst.array" or "application/vnd.pgrst.array+json" when type.NullsStripped =>
            Stripped(ResultFormat.JsonStripped),
        PlanType or PlanType + "+text" or PlanType + "+json" => Plan(type),
        "text/event-stream" => ResultFormat.EventStream,
        _ => Handled(type.Name) ?? BuiltIn(type.Name),
    };

    private ResultFormat? BuiltIn(string type) => type switch
    {
        "application/json" or "*/*" or "application/*" or "application/vnd.pgrst.array" or "application/vnd.pgrst.array+json" =>
            ResultFormat.Json,
        "text/csv" or "text/*" => gate.Renders(RowRendering.Csv)
            ? ResultFormat.Csv with { Form = new(RowRendering.Csv) }
            : ResultFormat.Csv,
        "application/geo+json" when gate.Renders(RowRendering.GeoJson) => ResultFormat.GeoJson,
        _ => null,
    };

    private ResultFormat Stripped(ResultFormat format) =>
        format.NullsStripped && gate.Renders(RowRendering.StrippedJson)
            ? format with { Form = new(RowRendering.StrippedJson) }
            : format;

    private ResultFormat? Handled(string type)
    {
        if (handlers.IsEmpty)
            return null;
        var handler = (selectsAll ? Own("*/*") ?? Own(type) : null)
            ?? handlers.FirstOrDefault(handler => handler is { Aggregate: not null, Relation: null } && handler.MediaType == type);
        return handler is null
            ? null
            : new(ResultShape.Document, ContentType(handler.MediaType)) { Form = new(RowRendering.Handler, handler) };
    }

    private MediaHandler? Own(string type) => handlers.FirstOrDefault(
        handler => handler.MediaType == type && (handler.Relation == target || handler.Function == target));

    // What a handler of the schema makes is sent as it is; of the types known here it is text in UTF-8.
    private static string ContentType(string type) => type switch
    {
        "*/*" => "application/octet-stream",
        "text/plain" or "text/xml" or "text/csv" or "application/json" or "application/geo+json" or "application/openapi+json" =>
            type + "; charset=utf-8",
        _ => type,
    };

    private ResultFormat? Plan(AcceptedType type)
    {
        if (!plansEnabled || !gate.Renders(RowRendering.Plan))
            return null;
        var subject = AcceptedType.ParseOne(type.For ?? "application/json");
        if (subject.Name.StartsWith(PlanType, StringComparison.Ordinal) || Format(subject) is not { Shape: not ResultShape.EventStream })
            return null;
        var asJson = type.Name.EndsWith("+json", StringComparison.Ordinal);
        bool Has(string option) => type.Options.Contains(option, StringComparer.Ordinal);
        var explain = new ExplainOptions(asJson, Has("analyze"), Has("verbose"), Has("settings"), Has("buffers"), Has("wal"));
        string[] known = ["analyze", "verbose", "settings", "buffers", "wal"];
        var options = string.Join('|', known.Where(Has));
        return new(
            ResultShape.Document,
            $"{PlanType}+{(asJson ? "json" : "text")}; for=\"{Spelled(subject)}\""
                + (options.Length > 0 ? "; options=" + options : "") + "; charset=utf-8")
        {
            Form = new(RowRendering.Plan, Explain: explain),
        };
    }

    private static string Spelled(AcceptedType type) => type.Name switch
    {
        "*/*" or "application/*" => "application/json",
        "application/vnd.pgrst.object" or "application/vnd.pgrst.array" => type.Name + "+json" + Parameter(type),
        _ => type.Name + Parameter(type),
    };

    private static string Parameter(AcceptedType type) => type.NullsStripped ? ";nulls=stripped" : "";
}
