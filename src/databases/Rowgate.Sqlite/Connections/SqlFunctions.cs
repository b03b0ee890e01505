using System.Text;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Connections;

/// <summary>The SQL functions that our connections have besides SQLite's own. The value rules run the same code.</summary>
internal static class SqlFunctions
{
    /// <summary><c>rowgate_json(document, path)</c>: the value that a path leads to.</summary>
    public const string Json = "rowgate_json";

    /// <summary><c>rowgate_like(text, pattern)</c>: LIKE that minds the case, for patterns on which GLOB could take very long.</summary>
    public const string Like = "rowgate_like";

    /// <summary><c>rowgate_ilike(text, pattern)</c>: LIKE without regard to case, in any script.</summary>
    public const string ILike = "rowgate_ilike";

    /// <summary><c>rowgate_match(text, pattern)</c>: a regular expression.</summary>
    public const string Match = "rowgate_match";

    /// <summary><c>rowgate_imatch(text, pattern)</c>: a regular expression without regard to case.</summary>
    public const string IMatch = "rowgate_imatch";

    /// <summary>Registers them.</summary>
    public static void Register(SqliteConnection connection)
    {
        Define<DocumentPath>(
            connection, Json, new(encoded => DocumentPath.Decode(encoded)), static (context, text, path) => Return(context, path.ValueIn(text)));
        DefineTest<LikePattern>(
            connection, Like, pattern => new(pattern, ignoreCase: false), static (pattern, text) => pattern.IsMatch(text));
        DefineTest<LikePattern>(
            connection, ILike, pattern => new(pattern, ignoreCase: true), static (pattern, text) => pattern.IsMatch(text));
        DefineTest<TextPattern>(
            connection, Match, pattern => new(pattern, ignoreCase: false), static (pattern, text) => pattern.IsMatch(text));
        DefineTest<TextPattern>(
            connection, IMatch, pattern => new(pattern, ignoreCase: true), static (pattern, text) => pattern.IsMatch(text));
    }

    private delegate void Body<in T>(sqlite3_context context, ReadOnlySpan<byte> text, T operand);

    private delegate bool Test<in T>(T operand, ReadOnlySpan<byte> text);

    private static void DefineTest<T>(SqliteConnection connection, string name, Func<string, T> make, Test<T> test) =>
        Define<T>(
            connection,
            name,
            new(pattern => make(Encoding.UTF8.GetString(pattern))),
            (context, text, pattern) => raw.sqlite3_result_int(context, test(pattern, text) ? 1 : 0));

    // Null when the first argument is no text: only texts hold a document, and a test is guarded by its SQL.
    private static void Define<T>(SqliteConnection connection, string name, RecentCache<T> operands, Body<T> body)
    {
        void Call(sqlite3_context context, object state, sqlite3_value[] arguments)
        {
            try
            {
                if (raw.sqlite3_value_type(arguments[0]) == raw.SQLITE_TEXT)
                    body(context, Text(arguments[0]), operands.Get(Text(arguments[1])));
                else
                    raw.sqlite3_result_null(context);
            }
#pragma warning disable CA1031 // An exception must not cross SQLite's native frames.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                raw.sqlite3_result_error(context, cause.Message);
            }
        }

        raw.sqlite3_create_function(connection.Handle, name, 2, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, Call);
    }

    private static unsafe ReadOnlySpan<byte> Text(sqlite3_value value)
    {
        fixed (byte* start = raw.sqlite3_value_text(value))
            return start is null ? default : new(start, raw.sqlite3_value_bytes(value));
    }

    private static void Return(sqlite3_context context, SqlValue value)
    {
        switch (value.Storage)
        {
            case StorageClass.Integer:
                raw.sqlite3_result_int64(context, value.Integer);
                break;
            case StorageClass.Real:
                raw.sqlite3_result_double(context, value.Real);
                break;
            case StorageClass.Text:
                ReturnText(context, value.Bytes);
                break;
            default:
                raw.sqlite3_result_null(context);
                break;
        }
    }

    // An empty span has no address, and SQLite would take that for null.
    private static void ReturnText(sqlite3_context context, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            raw.sqlite3_result_text(context, "");
        else
            raw.sqlite3_result_text(context, utf8);
    }
}
