using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rowgate.Http.Tests.Rest;

/// <summary>Makes requests of words that may or may not mean something, and checks that each gets a clear answer.</summary>
internal static class Nonsense
{
    private static readonly string[] Words =
    [
        "customers", "orders", "order_items", "products", "notes", "open_orders", "id", "name", "status", "total", "data", "sku",
        "select", "order", "limit", "offset", "and", "or", "not", "columns", "on_conflict", "eq", "neq", "gt", "in", "is", "like",
        "ilike", "match", "cs", "fts", "isdistinct", "null", "true", "any", "all", "asc", "desc", "nullslast", "inner", "left",
        "count", "sum", "avg", "max", "a", "b", "1", "-1", "0", "9223372036854775808", "1e999", "NaN", "é", "😀",
        "(", ")", "()", "{", "}", "[", "]", ",", ".", "..", "...", ":", "::", "!", "->", "->>", "*", "\"", "\\", "=", "&", "%", "+",
        " ", "'", ";", "--", "\0", "\n", "text", "int", "numeric", "json",
        "tags", "span", "profile", "mood", "shout", "team", "chief", "people", "ov", "sl", "adj", "imatch", "wfts(english)", "eq(any)",
    ];

    private static readonly string[] Methods = ["GET", "GET", "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];

    private static readonly string[] Accepts =
        ["*/*", "application/json", "text/csv", "application/vnd.pgrst.object+json", "a/b;q=x", ";;,", "application/vnd.pgrst.array+json;nulls=stripped"];

    private static readonly string[] Preferences =
    [
        "return=representation", "count=exact", "resolution=merge-duplicates", "missing=default", "handling=strict", "max-affected=1",
        "tx=rollback", "return", "=", ",", "count=", "max-affected=99999999999999999999",
    ];

    private static readonly string[] Values =
        ["1", "\"x\"", "null", "true", "{}", "[]", "1e400", "-0.0", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "{\"a\":[1]}", "12345678901234567890123"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Sends many requests; none may end in a fault of the server.</summary>
    /// <param name="client">Who sends.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="relations">What the requests are to, behind the prefix.</param>
    /// <param name="faults">Error codes that are the client's doing, although their status is 500 or more.</param>
    public static async Task SendAsync(HttpClient client, int seed, string[] relations, params string[] faults)
    {
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            using var request = Request(random, client.BaseAddress!, relations);
            using var response = await client.SendAsync(request, Cancelled);
            var body = await response.Content.ReadAsStringAsync(Cancelled);
            var status = (int)response.StatusCode;
            var what = $"seed {seed}, number {i}: {request.Method} {request.RequestUri!.OriginalString} → {status} {body}";
            var code = status >= 400 && body.Length > 0 ? JsonNode.Parse(body)!["code"]!.GetValue<string>() : null;
            Assert.True(status < 500 || faults.Contains(code), what);
            if (code is null && response.Content.Headers.ContentType?.MediaType == "application/json" && body.Length > 0)
                Assert.NotNull(JsonNode.Parse(body));
        }
    }

    private static HttpRequestMessage Request(Random random, Uri address, string[] relations)
    {
        var method = Methods[random.Next(Methods.Length)];
        var path = new StringBuilder(relations[random.Next(relations.Length)]);
        for (var i = random.Next(4); i > 0; i--)
            path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Parameter(random));
        var uri = new Uri(
            address.OriginalString + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(method), uri);
        request.Headers.TryAddWithoutValidation("Accept", Accepts[random.Next(Accepts.Length)]);
        for (var i = random.Next(3); i > 0; i--)
            request.Headers.TryAddWithoutValidation("Prefer", Preferences[random.Next(Preferences.Length)]);
        if (random.Next(4) == 0)
            request.Headers.TryAddWithoutValidation("Range", $"{random.Next(5)}-{random.Next(5)}");
        if (method is "POST" or "PATCH" or "PUT")
        {
            request.Content = new ByteArrayContent(Body(random));
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type", random.Next(6) switch { 0 => "text/csv", 1 => "application/x-www-form-urlencoded", _ => "application/json" });
        }

        return request;
    }

    private static string Parameter(Random random)
    {
        var text = random.Next(5) switch
        {
            0 => "select=" + Soup(random),
            1 => "order=" + Soup(random),
            2 => $"{Words[6 + random.Next(6)]}={Words[25 + random.Next(10)]}.{Soup(random)}",
            3 => $"or=({Words[6 + random.Next(6)]}.eq.{Soup(random)})",
            _ => Soup(random) + "=" + Soup(random),
        };
        return random.Next(20) == 0 ? Broken(text, random) : Encode(text);
    }

    private static string Soup(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(8); i >= 0; i--)
            text.Append(Words[random.Next(Words.Length)]);
        return text.ToString();
    }

    // What cannot stand in a URL is encoded; the rest mostly not, so that it means something.
    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            if (code is > 32 and < 127 && code is not ((byte)'#' or (byte)'%' or (byte)'"' or (byte)'\\'))
                encoded.Append((char)code);
            else
                encoded.Append('%').Append(code.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    private static string Broken(string text, Random random) =>
        Encode(text) + new[] { "%", "%f", "%ff", "%c3%28", "%00" }[random.Next(5)];

    private static byte[] Body(Random random)
    {
        var json = random.Next(4) switch
        {
            0 => Soup(random),
            1 => $"[{Object(random)},{Object(random)}]",
            _ => Object(random),
        };
        var bytes = Encoding.UTF8.GetBytes(json);
        if (random.Next(5) == 0 && bytes.Length > 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static string Object(Random random)
    {
        var members = Enumerable.Range(0, random.Next(4))
            .Select(_ => $"\"{Words[6 + random.Next(6)]}\":{Values[random.Next(Values.Length)]}");
        return "{" + string.Join(',', members) + "}";
    }
}
