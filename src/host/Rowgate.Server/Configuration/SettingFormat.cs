using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rowgate.Access;
using Rowgate.Http.Configuration;
using Rowgate.Server.Options;
using FileMode = Rowgate.Server.Options.FileMode;

namespace Rowgate.Server.Configuration;

/// <summary>How the values of one type are written by people.</summary>
/// <param name="Name">What a value is called, with an example: <c>a size, such as 10MB</c>.</param>
/// <param name="Read">The value of a text, or what is wrong with it. The second argument is where relative paths start.</param>
/// <param name="Write">The text of a value.</param>
/// <param name="Schema">The JSON Schema of a value.</param>
internal sealed record SettingFormat(
    string Name, Func<string, string, ReadValue> Read, Func<object, string> Write, Func<JsonObject> Schema)
{
    private static SettingFormat Text => Plain<string>(
        "a text", (string text, out string value) => (value = text).Length > 0, value => value, () => Typed("string"));

    private static SettingFormat Address => Plain<ListenAddress>(
        "an address with a port, such as 127.0.0.1:8080", ListenAddress.TryParse!, value => value.ToString(), () => Typed("string"));

    private static readonly Dictionary<Type, SettingFormat> ByType = new()
    {
        [typeof(bool)] = Plain<bool>("true or false", TryBoolean, value => value ? "true" : "false", () => Typed("boolean")),
        [typeof(int)] = Plain<int>(
            "a whole number",
            (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
            value => value.ToString(CultureInfo.InvariantCulture),
            () => Typed("integer")),
        [typeof(ByteSize)] = Plain<ByteSize>(
            "a size, such as 10MB", ByteSize.TryParse, value => value.ToString(), () => Matching(@"^[0-9.]+\s*([KMGT]?i?B)?$")),
        [typeof(TimeSpan)] = Plain<TimeSpan>(
            "a duration, such as 30s, 12h or 7d", Duration.TryParse, Duration.Format, () => Matching(@"^(0|[0-9.]+\s*(ms|s|m|h|d))$")),
        [typeof(string)] = Text,
        [typeof(Uri)] = Plain<Uri>(
            "a URL, such as https://shop.example", TryUrl, value => value.OriginalString, () => Typed("string")),
        [typeof(SecretText)] = new(
            "a text",
            (text, folder) => SecretText.Read(text, folder, out var secret) is { } problem ? new(null, problem) : new(secret),
            value => value.ToString()!,
            () => Typed("string")),
        [typeof(FileMode)] = Plain<FileMode>(
            "a file mode, such as 660", FileMode.TryParse, value => value.ToString(), () => Matching("^[67][0-7][0-7]$")),
        [typeof(AnonymousAccess)] = Word<AnonymousAccess>(),
        [typeof(CaptureChoice)] = Word<CaptureChoice>(),
        [typeof(TransactionEnd)] = Word<TransactionEnd>(),
        [typeof(OpenApiMode)] = Word<OpenApiMode>(),
        [typeof(ErrorVerbosity)] = Word<ErrorVerbosity>(),
        [typeof(LogDetail)] = Word<LogDetail>(),
        [typeof(LogFormat)] = Word<LogFormat>(),
        [typeof(SourceAddress)] = new(
            "a database, such as sqlite:shop.db",
            (text, folder) => SourceAddress.Read(text, folder, out var address) is { } problem ? new(null, problem) : new(address),
            value => value.ToString()!,
            () => Typed("string")),
        [typeof(DataFolder)] = new(
            "a folder", (text, folder) => new(new DataFolder(Path.GetFullPath(text, folder))), value => value.ToString()!, () => Typed("string")),
        [typeof(ImmutableArray<string>)] = List(Text),
        [typeof(ImmutableDictionary<string, string>)] = Map(),
        [typeof(ListenAddress)] = Address,
        [typeof(ImmutableArray<ListenAddress>)] = List(Address),
    };

    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>True when the value is a list; then <see cref="Read"/> and <see cref="Write"/> are for one element.</summary>
    public bool IsList { get; private init; }

    /// <summary>True when the value is a mapping from texts to texts; then an element is written as <c>key=value</c>.</summary>
    public bool IsMap { get; private init; }

    /// <summary>Makes the list of elements, which <see cref="Read"/> gave.</summary>
    public Func<IEnumerable<object>, object>? Collect { get; private init; }

    /// <summary>The format for properties of this type; null when they are groups of settings.</summary>
    public static SettingFormat? Of(Type type) => ByType.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>A value as it would be written in the file; null for one that is not set.</summary>
    public string? Show(object? value) => value switch
    {
        null => null,
        _ when IsList => ((System.Collections.IEnumerable)value).Cast<object>().ToArray() switch
        {
            [] => null,
            [var one] => Write(one),
            var many => $"[{string.Join(", ", many.Select(Write))}]",
        },
        _ => Write(value),
    };

    private static SettingFormat Plain<T>(string name, TryParse<T> parse, Func<T, string> write, Func<JsonObject> schema)
        where T : notnull =>
        new(
            name,
            (text, _) => parse(text, out var value) ? new(value) : new(null, $"is not {name}"),
            value => write((T)value),
            schema)
        { Collect = all => all.Cast<T>().ToImmutableArray() };

    private static SettingFormat Word<T>()
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(name => JsonNamingPolicy.KebabCaseLower.ConvertName(name)).ToArray();
        return Plain<T>(
            words.Length == 2 ? string.Join(" or ", words) : $"{string.Join(", ", words[..^1])} or {words[^1]}",
            (string text, out T value) =>
            {
                var index = Array.IndexOf(words, text);
                value = index < 0 ? default : Enum.GetValues<T>()[index];
                return index >= 0;
            },
            value => words[Array.IndexOf(Enum.GetValues<T>(), value)],
            () => new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) });
    }

    private static SettingFormat List(SettingFormat element) => element with
    {
        IsList = true,
        Schema = () => new JsonObject
        {
            ["oneOf"] = new JsonArray(element.Schema(), new JsonObject { ["type"] = "array", ["items"] = element.Schema() }),
        },
    };

    private static SettingFormat Map() => new(
        "a group of names and values",
        (text, _) => text.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? new(KeyValuePair.Create(name.Trim(), value.Trim()))
            : new(null, "is not a name and a value, such as tax=19"),
        value => $"{((KeyValuePair<string, string>)value).Key}={((KeyValuePair<string, string>)value).Value}",
        () => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") } })
    {
        IsList = true,
        IsMap = true,
        Collect = all => all.Cast<KeyValuePair<string, string>>().ToImmutableDictionary(StringComparer.Ordinal),
    };

    private static bool TryUrl(string text, out Uri value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value!) && value.Scheme is "http" or "https";

    private static bool TryBoolean(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    // Numbers are written without quotes where zero or plain bytes are meant.
    private static JsonObject Matching(string pattern) =>
        new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = pattern };
}
