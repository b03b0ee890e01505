using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Bodies;

/// <summary>The arguments of a call, read as far as that needs no function.</summary>
/// <param name="Content">What they were written as.</param>
/// <param name="Names">The names of the arguments, each once; none when the whole body is the argument.</param>
internal sealed record CallPayload(CallContent Content, ImmutableArray<string> Names)
{
    private static readonly byte[] NoMembers = "{}"u8.ToArray();

    /// <summary>Why the body holds no arguments though it is valid, so that only a function can be meant that takes it whole;
    /// null when it may hold some.</summary>
    public Refusal? WhyNoArguments { get; private init; }

    private ReadOnlyMemory<byte> Body { get; init; }

    private ReadOnlyMemory<byte> Object { get; init; }

    private ImmutableArray<(string Name, string Value)> Pairs { get; init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="request">The call.</param>
    public static Outcome<CallPayload> Read(CallRequest request) => request.Input switch
    {
        TextInput text => OfPairs(CallContent.None, text.Arguments, body: default),
        BodyInput { Format: CallBodyFormat.Form } form => OfPairs(CallContent.Form, FormBody.Pairs(form.Content), form.Content),
        BodyInput { Format: CallBodyFormat.Text } body => Whole(CallContent.Text, body.Content),
        BodyInput { Format: CallBodyFormat.Xml } body => Whole(CallContent.Xml, body.Content),
        BodyInput { Format: CallBodyFormat.Bytes } body => Whole(CallContent.Octets, body.Content),
        BodyInput body => OfRows(request, body),
        _ => throw new ArgumentException("There is no such input.", nameof(request)),
    };

    /// <summary>The arguments for a function that was chosen.</summary>
    /// <param name="bound">The function.</param>
    public CallArguments For(BoundCall bound)
    {
        if (bound.TakesBody)
            return new BodyArgument(Body);
        return Pairs.IsDefault ? new JsonArguments(Given(bound.Function), Object) : new TextArguments(Texts(bound.Function));
    }

    private static Outcome<CallPayload> OfPairs(
        CallContent content, ImmutableArray<(string Name, string Value)> pairs, ReadOnlyMemory<byte> body) =>
        new CallPayload(content, [.. pairs.Select(pair => pair.Name).Distinct(StringComparer.Ordinal)]) { Pairs = pairs, Body = body };

    private static CallPayload Whole(CallContent content, ReadOnlyMemory<byte> body) => new(content, []) { Body = body };

    private static Outcome<CallPayload> OfRows(CallRequest request, BodyInput body)
    {
        var bytes = body.Format == CallBodyFormat.Json && body.Content.IsEmpty ? NoMembers : body.Content;
        var content = body.Format == CallBodyFormat.Json ? CallContent.Json : CallContent.Form;
        var rows = Rowgate.Gate.Bodies.Body.Read(
            bytes, body.Format == CallBodyFormat.Json ? BodyFormat.Json : BodyFormat.Csv, mayDiffer: request.Query.Columns is not null);
        if (!rows.Accepted)
        {
            // An array of anything is no set of arguments, but may be one argument.
            return content == CallContent.Json && IsJson(bytes.Span)
                ? Whole(content, bytes) with { WhyNoArguments = rows.Refusal }
                : rows.Refusal;
        }

        return new CallPayload(content, request.Query.Columns ?? rows.Value.Keys)
        {
            Body = bytes,
            Object = rows.Value.Count == 0 ? NoMembers : rows.Value.First,
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return false;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonDepth.SentMax });
            while (reader.Read())
                reader.Skip();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private ImmutableArray<FunctionParameter> Given(Function function) =>
        [.. function.Parameters.Where(parameter => Names.Contains(parameter.Name, StringComparer.Ordinal))];

    // Of a name that is there more than once the last value counts, as in PostgREST; a variadic parameter takes them all.
    private ImmutableArray<(FunctionParameter Parameter, ImmutableArray<string> Values)> Texts(Function function) =>
    [
        .. from parameter in Given(function)
           let values = Pairs.Where(pair => pair.Name == parameter.Name).Select(pair => pair.Value).ToImmutableArray()
           select (parameter, parameter.IsVariadic ? values : [values[^1]]),
    ];
}
