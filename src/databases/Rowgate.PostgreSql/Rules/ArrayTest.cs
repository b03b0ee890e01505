// Hot path: bench/Fanout
using System.Buffers;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Containment and overlap of arrays, which do not look at dimensions.</summary>
/// <remarks>Equality does, down to the bounds, and a row image does not show them: only the server compares whole arrays.</remarks>
internal static class ArrayTest
{
    private static readonly SearchValues<char> NotBare = SearchValues.Create(" {\"\\\t\n\r\v\f");

    /// <summary>The test; null when only the server can tell.</summary>
    public static ValueTest? Compile(FieldType type, Operation operation)
    {
        if (operation.Quantifier != Quantifier.None || type.Element is not (ScalarType.Integer or ScalarType.Text)
            || Elements(operation.Value) is not { } texts)
        {
            return null;
        }

        var operands = new byte[]?[texts.Count];
        for (var at = 0; at < operands.Length; at++)
        {
            if (texts[at] is not { } text)
                continue;
            if (ValueOrders.Normalised(new(type.Element, "", false, default), text) is not { } normal)
                return null;
            operands[at] = Encoding.UTF8.GetBytes(normal);
        }

        return operation.Operator switch
        {
            ComparisonOperator.Cs => literal => LiteralReader.IsNull(literal) ? null : ContainsAll(literal, operands),
            ComparisonOperator.Cd => literal => LiteralReader.IsNull(literal) ? null : IsWithin(literal, operands),
            ComparisonOperator.Ov => literal => LiteralReader.IsNull(literal) ? null : HasOneOf(literal, operands),
            _ => null,
        };
    }

    // Nothing equals null, so an array with one in it is contained in none.
    private static bool ContainsAll(ReadOnlySpan<byte> array, byte[]?[] operands)
    {
        foreach (var operand in operands)
        {
            if (operand is null || !HasOneOf(array, [operand]))
                return false;
        }

        return true;
    }

    private static bool HasOneOf(ReadOnlySpan<byte> array, ReadOnlySpan<byte[]?> operands)
    {
        var reader = new Utf8JsonReader(array, JsonDepth.Any);
        while (reader.Read())
        {
            if (IsElement(reader) && IsOneOf(ref reader, operands))
                return true;
        }

        return false;
    }

    private static bool IsWithin(ReadOnlySpan<byte> array, byte[]?[] operands)
    {
        var reader = new Utf8JsonReader(array, JsonDepth.Any);
        while (reader.Read())
        {
            if (IsElement(reader) && !IsOneOf(ref reader, operands))
                return false;
        }

        return true;
    }

    private static bool IsElement(in Utf8JsonReader reader) =>
        reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray);

    private static bool IsOneOf(ref Utf8JsonReader reader, ReadOnlySpan<byte[]?> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is null || reader.TokenType == JsonTokenType.Null)
                continue;
            if (reader.TokenType == JsonTokenType.String ? reader.ValueTextEquals(operand) : reader.ValueSpan.SequenceEqual(operand))
                return true;
        }

        return false;
    }

    // The plain form of an array literal: one dimension, elements bare or in quotes.
    private static List<string?>? Elements(string text)
    {
        text = text.Trim(' ');
        if (text is not ['{', .., '}'])
            return null;
        var elements = new List<string?>();
        var at = 1;
        while (text[at] != '}' || elements.Count > 0)
        {
            if (!Element(text, ref at, elements) || at >= text.Length)
                return null;
            if (text[at] == '}')
                break;
            if (text[at++] != ',')
                return null;
        }

        return at == text.Length - 1 ? elements : null;
    }

    private static bool Element(string text, ref int at, List<string?> elements)
    {
        var element = new StringBuilder();
        var isQuoted = text[at] == '"';
        if (isQuoted)
        {
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\')
                    at++;
                if (at < text.Length)
                    element.Append(text[at]);
            }

            at++;
        }
        else
        {
            while (at < text.Length && text[at] is not (',' or '}'))
                element.Append(text[at++]);
            var bare = element.ToString();
            if (bare.AsSpan().ContainsAny(NotBare) || bare.Length == 0)
                return false;
        }

        var value = element.ToString();
        elements.Add(!isQuoted && value.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : value);
        return true;
    }
}
