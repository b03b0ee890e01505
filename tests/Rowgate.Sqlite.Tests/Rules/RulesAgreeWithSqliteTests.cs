using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Reading;
using Rowgate.Sqlite.Rules;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests.Rules;

/// <summary>Random filters over columns that hold everything SQLite lets in: the rules in process and SQLite's own answer
/// must be the same, with three values.</summary>
public sealed class RulesAgreeWithSqliteTests
{
    private const string Table = """
        CREATE TABLE v(
          id INTEGER PRIMARY KEY, i INTEGER, r REAL, d NUMERIC, t TEXT, c TEXT COLLATE NOCASE, k TEXT COLLATE RTRIM,
          b BOOLEAN, w TIMESTAMP, y DATE, u UUID, a, s STRING, x BLOB, j JSON, tj TEXT)
        """;

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "5", "10", "1.5", "-0.5", "0.1", "3.0", "1e3", "9007199254740993", "9007199254740992.0",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808.0", "1e300", "1e400", "-1e400", "123456789012345678.0",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "a", "A", "ab", "aB", "AB", "a ", "b%", "_", "\\", "*", "[a]", "ä", "Ä", "é", "日本", "😀", "\uffee", "ß", "a\nb",
        "5", "5 ", "05", "1.50", "1e2", "0x10", "true", "null", "2026-01-01", "2026-01-01T10:00:00", "2026-01-01 10:00:00",
        "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "a\"b", "+7", ".5", "5.", "-", "1e",
    ];

    private static readonly string[] Documents =
    [
        """{"n":1,"s":"a","l":[1,"b",null,{"d":2}],"o":{"k":"v"}}""", """{"n":"1","s":null,"l":[]}""", """{"n":1.50,"b":true}""",
        """{ "n" : -2e2 , "s" : "ä" }""", "[1,2,3]", "5", "\"text\"", "null", "{broken", "", "{\"s\":\"q\\\"x\"}", "{\"n\":9007199254740993}",
    ];

    private static readonly ImmutableArray<ImmutableArray<JsonStep>> Paths =
    [
        [new("n", 0, false)], [new("n", 0, true)], [new("s", 0, false)], [new("s", 0, true)], [new("l", 0, false), new(null, 1, true)],
        [new("l", 0, false), new(null, -1, false)], [new("o", 0, false), new("k", 0, true)], [new(null, 0, false)], [new("b", 0, true)],
        [new("o", 0, true)],
    ];

    private static readonly string[] Patterns =
        ["%", "a%", "%b", "_", "__", "a_", "A%", "%\\%", "\\_", "ä", "Ä", "%[a]%", "*", "日_", "%😀", "ab", "", "%a%b%", "\\\\"];

    private static readonly string[] Regexes = ["^a", "b$", "[[:digit:]]+", "A|B", "^$", ".", "ä", "a.b", "\\d{4}"];

    [Fact]
    public async Task The_rules_answer_every_filter_as_SQLite_does()
    {
        await using var file = ShopFile.Create(Table);
        Fill(file);
        var relation = file.Relation("v");
        var images = Images(file, relation);
        using var reader = file.Connect();
        Rowgate.Sqlite.Connections.SqlFunctions.Register(reader);
        var compared = 0;

        var property = Prop.ForAll(Trees(relation, depth: 2).ToArbitrary(), filter => Agrees(reader, images, filter, ref compared));
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(6000).WithReplay(20261121, 7));

        Assert.InRange(compared, 2000, int.MaxValue);
    }

    [Theory]
    [InlineData("i", "5", "5", true)]
    [InlineData("r", "5", "5.0", true)]
    [InlineData("i", "5.5", "5", false)]
    [InlineData("b", "true", "t", true)]
    [InlineData("c", "\"ABC\"", "abc", true)]
    [InlineData("t", "\"ABC\"", "abc", false)]
    [InlineData("k", "\"a  \"", "a", true)]
    [InlineData("x", "\"\\\\x00ff\"", "\\x00FF", true)]
    [InlineData("t", "\"5\"", "5", true)]
    public async Task Equal_values_have_equal_keys(string column, string literal, string operand, bool equal)
    {
        await using var file = ShopFile.Create(Table);
        var found = file.Relation("v").Find(column)!;

        var left = SqliteRules.Instance.KeyOf(found, System.Text.Encoding.UTF8.GetBytes(literal));
        var right = SqliteRules.Instance.KeyOf(found, operand);

        Assert.NotNull(left);
        Assert.Equal(equal, left == right);
        Assert.Null(SqliteRules.Instance.KeyOf(found, "null"u8));
    }

    [Fact]
    public async Task A_path_is_shown_in_process_as_SQLite_shows_it()
    {
        await using var file = ShopFile.Create(Table);
        Fill(file);
        var relation = file.Relation("v");
        foreach (var column in new[] { "j", "tj" })
        {
            var fields = Paths.Select((path, index) => new FieldProjection($"p{index}", new(relation.Find(column)!, path), null));
            var plan = new ReadPlan { Source = relation, Projections = [new KeyProjection(), .. fields] };
            var projector = RowProjector.Compile(plan, SqliteRules.Instance)!;

            using var output = new PooledBuffer(256);
            foreach (var (_, row) in Images(file, relation))
            {
                output.Add(output.Length == 0 ? (byte)'[' : (byte)',');
                projector.Write(row, output);
            }

            Assert.Equal(await file.ReadAsync(plan), System.Text.Encoding.UTF8.GetString(output.WrittenSpan) + "]");
        }
    }

    private static bool Agrees(SqliteConnection reader, List<(long Id, ColumnOffsets Row)> images, Predicate filter, ref int compared)
    {
        var mine = RowPredicate.Compile(filter, SqliteRules.Instance);
        var sql = new SqlText();
        var alias = sql.NextAlias();
        var text = PredicateSql.Write(sql, alias, filter);
        if (filter is FieldPredicate field)
            Assert.Equal(SqliteRules.Instance.Check(field.Field, field.Operation) is null, sql.Refusal is null);
        if (mine is null || sql.Refusal is not null)
            return true;

        compared++;
        using var rows = reader.Prepare($"SELECT {text} FROM v AS {alias} ORDER BY id");
        for (var index = 0; index < sql.Values.Count; index++)
            sql.Values[index].Bind(rows, index + 1);
        foreach (var (id, row) in images)
        {
            rows.Step();
            bool? database = rows.IsNull(0) ? null : rows.Integer(0) != 0;
            var rules = mine.Test(row);
            Assert.True(database == rules, $"row {id}: SQLite says {database}, the rules {rules}, of {text} with {string.Join("; ", sql.Values)}");
        }

        return true;
    }

    private static Gen<Predicate> Trees(Relation relation, int depth)
    {
        var leaf = Filters(relation).Select(filter => (Predicate)filter);
        if (depth == 0)
            return leaf;
        var group =
            from isOr in Gen.Elements(true, false)
            from negated in Gen.Elements(true, false)
            from count in Gen.Choose(0, 3)
            from items in Trees(relation, depth - 1).ArrayOf(count)
            select (Predicate)new PredicateGroup(isOr, negated, [.. items]);
        return Gen.Frequency((3, leaf), (1, group));
    }

    private static Gen<FieldPredicate> Filters(Relation relation)
    {
        var fields = Gen.Elements(relation.Columns.AsEnumerable()).SelectMany(column =>
            column.Name is "j" or "tj" ? Gen.Elements(Paths.AsEnumerable()).Select(path => new BoundField(column, path))
            : Gen.Constant(new BoundField(column, [])));
        return
            from field in fields
            from operation in Operations(field)
            select new FieldPredicate(field, operation);
    }

    private static Gen<Operation> Operations(BoundField field)
    {
        var comparisons = Gen.Elements(Enum.GetValues<ComparisonOperator>().Where(op => op <= ComparisonOperator.IsDistinct));
        return
            from comparison in comparisons
            from quantifier in Quantifiers(comparison)
            from count in comparison == ComparisonOperator.Is ? Gen.Constant(0)
                : quantifier == Quantifier.None && comparison != ComparisonOperator.In ? Gen.Constant(1)
                : Gen.Choose(0, 4)
            from values in Operands(comparison, field, quantifier != Quantifier.None).ArrayOf(count)
            from negated in Gen.Elements(false, false, true)
            from word in Gen.Elements(Enum.GetValues<IsValue>())
            select new Operation(comparison, [.. values]) { Negated = negated, Quantifier = quantifier, Is = word };
    }

    private static Gen<Quantifier> Quantifiers(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.In or ComparisonOperator.Is or ComparisonOperator.IsDistinct or ComparisonOperator.Neq => Gen.Constant(Quantifier.None),
        _ => Gen.Elements(Quantifier.None, Quantifier.None, Quantifier.Any, Quantifier.All),
    };

    private static Gen<string?> Operands(ComparisonOperator comparison, BoundField field, bool withNull)
    {
        IEnumerable<string?> values = comparison switch
        {
            ComparisonOperator.Like or ComparisonOperator.ILike => Patterns,
            ComparisonOperator.Match or ComparisonOperator.IMatch => Regexes,
            _ when !field.Path.IsEmpty => ["1", "1.5", "-200", "\"a\"", "a", "b", "v", "true", "null", "9007199254740993", "{\"k\":\"v\"}", "\"ä\""],
            _ => field.Column.Type.Kind switch
            {
                ValueKind.Text => [.. Texts, .. Numbers],
                ValueKind.Boolean => ["true", "f", "1", "off"],
                ValueKind.Timestamp or ValueKind.Date => ["2026-01-01", "2026-01-01T10:00:00", "5", "2026"],
                ValueKind.Uuid => ["6f9619ff-8b86-d011-b42d-00c04fc964ff"],
                ValueKind.Bytes => ["\\x", "\\x00ff", "\\x61", "a", ""],
                ValueKind.Any => [.. Texts, .. Numbers, "\\x61"],
                _ => Numbers,
            },
        };
        return Gen.Elements(withNull ? values.Append(null) : values);
    }

    private static void Fill(ShopFile file)
    {
        using var connection = file.Connect();
        var random = new System.Random(7);
        SqlValue[] any = [SqlValue.Null, .. Numbers.Select(Number), .. Texts.Select(SqlValue.Of)];
        // An infinity reads "Infinity": only where the type says number is that told from a text.
        SqlValue[] finite = [.. any.Where(value => !double.IsInfinity(value.Real))];
        SqlValue[] documents = [SqlValue.Null, SqlValue.Of(3L), .. Documents.Select(SqlValue.Of)];
        SqlValue[] bytes = [SqlValue.Null, SqlValue.OfBlob([]), SqlValue.OfBlob([0, 255]), SqlValue.OfBlob([0x61]), SqlValue.Of("a"), SqlValue.Of(5L)];
        using var insert = connection.Prepare("INSERT INTO v(i, r, d, t, c, k, b, w, y, u, a, s, x, j, tj) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
        connection.Execute("BEGIN");
        for (var row = 0; row < 120; row++)
        {
            for (var parameter = 1; parameter <= 15; parameter++)
                Pick(parameter switch { 13 => bytes, 14 or 15 => documents, <= 3 => any, _ => finite }).Bind(insert, parameter);
            insert.Step();
            insert.Reset();
        }

        connection.Execute("COMMIT");

        SqlValue Pick(SqlValue[] from) => from[random.Next(from.Length)];
    }

    private static SqlValue Number(string text) => NumericText.TryParse(text, out var value) ? value : SqlValue.Null;

    private static List<(long Id, ColumnOffsets Row)> Images(ShopFile file, Relation relation)
    {
        using var connection = file.Connect();
        using var rows = connection.Prepare($"SELECT {string.Join(", ", relation.Columns.Select(column => column.Name))} FROM v ORDER BY id");
        var images = new List<(long Id, ColumnOffsets Row)>();
        while (rows.Step())
        {
            var row = new ColumnOffsets();
            row.Read(new(Image(rows, relation)));
            images.Add((rows.Integer(0), row));
        }

        return images;
    }

    private static byte[] Image(SqliteStatement row, Relation relation)
    {
        using var output = new PooledBuffer(64);
        foreach (var column in relation.Columns)
        {
            output.Add(column.Ordinal == 0 ? (byte)'[' : (byte)',');
            SqliteLiteral.Write(output, column.Type.Kind, row, column.Ordinal);
        }

        output.Add((byte)']');
        _ = JsonNode.Parse(output.WrittenSpan);
        return output.WrittenSpan.ToArray();
    }
}
