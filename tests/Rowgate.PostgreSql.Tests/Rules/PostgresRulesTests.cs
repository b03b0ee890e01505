using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.PostgreSql.Rules;

namespace Rowgate.PostgreSql.Tests.Rules;

public sealed class PostgresRulesTests
{
    [Theory]
    [InlineData("integer", ValueKind.Integer, "abc", "22P02", "invalid input syntax for type integer: \"abc\"")]
    [InlineData("integer", ValueKind.Integer, "99999999999", "22003", "value \"99999999999\" is out of range for type integer")]
    [InlineData("smallint", ValueKind.Integer, "40000", "22003", "value \"40000\" is out of range for type smallint")]
    [InlineData("boolean", ValueKind.Boolean, "maybe", "22P02", "invalid input syntax for type boolean: \"maybe\"")]
    [InlineData("uuid", ValueKind.Uuid, "1234", "22P02", "invalid input syntax for type uuid: \"1234\"")]
    [InlineData("numeric(10,2)", ValueKind.Decimal, "much", "22P02", "invalid input syntax for type numeric: \"much\"")]
    public void What_is_no_value_of_the_type_is_refused_in_the_words_of_the_server(
        string type, ValueKind kind, string operand, string code, string message)
    {
        var refusal = PostgresRules.Instance.Check(FieldOf(type, kind), new(ComparisonOperator.Eq, [operand]));

        Assert.Equal((code, message), (refusal?.Code.Text, refusal?.Message));
    }

    [Fact]
    public void A_pattern_does_not_fit_a_number()
    {
        var refusal = PostgresRules.Instance.Check(FieldOf("integer", ValueKind.Integer), new(ComparisonOperator.Like, ["4%"]));

        Assert.Equal(("42883", "operator does not exist: integer ~~ unknown"), (refusal?.Code.Text, refusal?.Message));
    }

    [Fact]
    public void Only_a_truth_value_is_true()
    {
        var refusal = PostgresRules.Instance.Check(
            FieldOf("integer", ValueKind.Integer), new(ComparisonOperator.Is, []) { Is = IsValue.True });

        Assert.Equal(("42804", "argument of IS TRUE must be type boolean, not type integer"), (refusal?.Code.Text, refusal?.Message));
    }

    [Theory]
    [InlineData("date", ValueKind.Date, "yesterday")]
    [InlineData("timestamp with time zone", ValueKind.Timestamp, "2020-01-01 00:00:00")]
    [InlineData("integer", ValueKind.Integer, "0x1F")]
    [InlineData("numeric", ValueKind.Decimal, "1e3")]
    [InlineData("bytea", ValueKind.Bytes, "abc")]
    [InlineData("interval", ValueKind.Any, "1 day")]
    [InlineData("jsonb", ValueKind.Json, """{"a":1,"a":2}""")]
    [InlineData("integer[]", ValueKind.Array, "{1}")]
    public void What_only_the_server_can_read_is_left_to_it(string type, ValueKind kind, string operand)
    {
        var field = FieldOf(type, kind);
        var operation = new Operation(ComparisonOperator.Eq, [operand]);

        Assert.Null(PostgresRules.Instance.Check(field, operation));
        Assert.Null(PostgresRules.Instance.Compile(field, operation));
        Assert.Null(PostgresRules.Instance.KeyOf(field.Column, operand));
    }

    [Fact]
    public void Text_with_a_collation_is_only_compared_for_equality()
    {
        var field = FieldOf("text", ValueKind.Text, "default");

        Assert.Null(PostgresRules.Instance.Compile(field, new(ComparisonOperator.Lt, ["b"])));
        Assert.True(PostgresRules.Instance.Compile(field, new(ComparisonOperator.Eq, ["b"]))!("\"b\""u8));
    }

    [Fact]
    public void Text_that_counts_different_letters_as_equal_is_left_to_the_server()
    {
        var field = FieldOf("text", ValueKind.Any, "public.anycase");

        Assert.Null(PostgresRules.Instance.Compile(field, new(ComparisonOperator.Eq, ["b"])));
        Assert.Null(PostgresRules.Instance.KeyOf(field.Column, "b"));
    }

    [Fact]
    public void A_document_that_may_be_null_in_two_ways_is_left_to_the_server()
    {
        var field = FieldOf("jsonb", ValueKind.Json);

        Assert.Null(PostgresRules.Instance.Compile(field, new(ComparisonOperator.Is, []) { Is = IsValue.Null }));
        Assert.Null(PostgresRules.Instance.Compile(field, new(ComparisonOperator.Eq, ["1"])));
    }

    private static BoundField FieldOf(string type, ValueKind kind, string? collation = null) =>
        new(new() { Name = "c", Ordinal = 0, Type = new(type, kind, collation) }, []);
}
