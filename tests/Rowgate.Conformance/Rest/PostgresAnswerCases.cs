namespace Rowgate.Conformance.Rest;

/// <summary>Media types, preferences, what SQL sees of a request and wants of its answer, errors, schemas.</summary>
public static class PostgresAnswerCases
{
    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // Media types
        new("A function's own media type", "GET rpc/page", 200) { Send = ["Accept: text/html"], Text = "<p>hello</p>", Headers = ["Content-Type: text/html"] },
        new("The same function as JSON", "GET rpc/page", 200) { Send = ["Accept: application/json"], Text = "\"<p>hello</p>\"" },
        new("A function that makes any type", "GET rpc/blob", 200) { Send = ["Accept: image/png"], Text = "bytes", Headers = ["Content-Type: application/octet-stream"] },
        new("A media type that a function does not make", "GET rpc/greet", 406) { Send = ["Accept: text/html"], Code = "PGRST107", Says = "None of these media types are available: text/html" },
        new("The best media type that can be made wins", "GET people?select=id&id=eq.1", 200) { Send = ["Accept: text/unknown, text/csv;q=0.5, application/json;q=0.4"], Text = "id\n1", Headers = ["Content-Type: text/csv; charset=utf-8"] },
        new("CSV is PostgreSQL's text", "GET people?select=id,name,mood,tags,code&order=id", 200) { Send = ["Accept: text/csv"], Text = "id,name,mood,tags,code\n1,\"Eve Stone\",happy,\"{a,b}\",E1\n2,\"Fay Rivers\",sad,\"{b,c}\",F2\n3,\"Gus Stone\",,{}," },
        new("CSV without rows is one line end", "GET people?id=eq.0", 200) { Send = ["Accept: text/csv"], Text = "\n" },
        new("Nulls are left out", "GET people?id=eq.3&select=id,mood,code", 200) { Send = ["Accept: application/vnd.pgrst.array+json;nulls=stripped"], Json = """[{"id":3}]""" },
        new("Nulls are left out of one object", "GET people?id=eq.3&select=id,mood", 200) { Send = ["Accept: application/vnd.pgrst.object+json;nulls=stripped"], Text = """{"id":3}""" },
        new("GeoJSON cannot be made without PostGIS", "GET people", 406) { Send = ["Accept: application/geo+json"], Code = "PGRST107" },
        new("A plan as text", "GET people", 200) { Send = ["Accept: application/vnd.pgrst.plan"], Headers = ["Content-Type: application/vnd.pgrst.plan+text; for=\"application/json\"; charset=utf-8", "Content-Range:", "Content-Location:"] },
        new("A plan as JSON with options", "GET people", 200) { Send = ["Accept: application/vnd.pgrst.plan+json; for=\"application/json\"; options=verbose|analyze"], Headers = ["Content-Type: application/vnd.pgrst.plan+json; for=\"application/json\"; options=analyze|verbose; charset=utf-8"] },
        new("A plan of a function", "GET rpc/add?a=1&b=2", 200) { Send = ["Accept: application/vnd.pgrst.plan+json"], Headers = ["Content-Type: application/vnd.pgrst.plan+json; for=\"application/json\"; charset=utf-8", "Content-Range:"] },
        new("A plan of a write writes nothing", "POST people", 200) { Body = """{"id":9,"name":"x"}""", Send = ["Accept: application/vnd.pgrst.plan+json; options=analyze"], Then = "people?id=eq.9", ThenJson = "[]" },

        // Names that clients choose
        new("A column may be called as the rows are inside, as CSV", "GET people?id=eq.1&select=s:id,target:id", 200) { Send = ["Accept: text/csv"], Text = "s,target\n1,1" },
        new("A column may be called as the rows are inside, as objects", "GET people?id=eq.1&select=s:id,target:id", 200) { Json = """[{"s":1,"target":1}]""" },

        // Counts
        new("A planned count", "GET people?select=id&order=id", 200) { Send = ["Prefer: count=planned"], Headers = ["Content-Range: 0-2/3", "Preference-Applied: count=planned"] },
        new("An estimated count", "GET people?select=id&limit=1", 206) { Send = ["Prefer: count=estimated"], Headers = ["Content-Range: 0-0/3", "Preference-Applied: count=estimated"] },
        new("An estimated count with the largest limit", "GET people?select=id&limit=9223372036854775807", 200) { Send = ["Prefer: count=estimated"], Headers = ["Content-Range: 0-2/3"] },
        new("An exact count with HEAD", "HEAD people?mood=is.null", 200) { Send = ["Prefer: count=exact"], Headers = ["Content-Range: 0-0/1"], Text = "" },

        // Time zones
        new("A time zone is that of the answer", "GET people?id=eq.1&select=seen", 200) { Send = ["Prefer: timezone=America/Los_Angeles"], Json = """[{"seen":"2024-05-01T05:00:00-07:00"}]""", Headers = ["Preference-Applied: timezone=America/Los_Angeles"] },
        new("A time zone that nobody knows is ignored", "GET people?id=eq.1&select=id", 200) { Send = ["Prefer: timezone=Jupiter/Red_Spot"], Headers = ["Preference-Applied:"] },
        new("A time zone that nobody knows, strictly", "GET people", 400) { Send = ["Prefer: handling=strict, timezone=Jupiter/Red_Spot"], Code = "PGRST122", Says = "timezone=Jupiter/Red_Spot" },
        new("Preferences are told in their order", "PATCH people?id=eq.1", 204) { Body = """{"code":"X"}""", Send = ["Prefer: timezone=UTC, max-affected=1, handling=strict, tx=commit, count=exact, return=minimal, missing=default"], Headers = ["Preference-Applied: missing=default, return=minimal, count=exact, tx=commit, handling=strict, timezone=UTC, max-affected=1", "Content-Range: 0-0/1"] },

        // What SQL sees
        new("SQL sees the method", "GET rpc/setting?name=request.method", 200) { Text = "\"GET\"" },
        new("SQL sees the path", "GET rpc/setting?name=request.path", 200) { Text = "\"/rpc/setting\"" },
        new("SQL sees the headers by their names in lower case", "GET rpc/header?name=x-colour", 200) { Send = ["X-Colour: blue"], Text = "\"blue\"" },
        new("SQL sees the cookies", "GET rpc/cookie?name=a", 200) { Send = ["Cookie: a=1; b=2"], Text = "\"1\"" },
        new("Nothing of one request is seen by the next", "GET rpc/header?name=x-colour", 200) { Text = "null" },

        // What SQL wants
        new("SQL sets status and headers", "GET rpc/decorated", 202) { Text = "\"done\"", Headers = ["X-One: 1", "Cache-Control: max-age=60"] },
        new("SQL sets status and headers while rows are read", "GET decorations", 202) { Json = """[{"id":1,"text":"done"}]""", Headers = ["X-One: 1", "Cache-Control: max-age=60"] },
        new("SQL sets status and headers of an answer without a body", "HEAD decorations", 202) { Text = "", Headers = ["X-One: 1"] },
        new("SQL sets status and headers in a computed column", "GET people?select=shy&id=eq.1", 202) { Json = """[{"shy":"done"}]""", Headers = ["X-One: 1"] },
        new("SQL sets headers badly while rows are read", "GET bad_decorations", 500) { Code = "PGRST111" },
        new("SQL sets status and headers in a trigger", "POST people", 202) { Body = """{"id":99,"name":"x"}""", Headers = ["X-One: 1"] },
        new("SQL sets headers badly", "GET rpc/bad_headers", 500) { Code = "PGRST111" },
        new("SQL sets the status badly", "GET rpc/bad_status", 500) { Code = "PGRST112" },
        new("A status without a body has none", "POST rpc/no_content", 204) { Body = "{}", Text = "" },
        new("A status without a body has none while rows are read", "GET not_modified", 304) { Text = "" },
        new("An error with a status without a body has none", "POST rpc/with_code", 204) { Body = """{"code":"PT204"}""", Text = "" },
        new("An error whose code is fit for no header", "POST rpc/said_oddly", 401) { Body = """{"code":"é"}""", Code = "é", Headers = ["Proxy-Status: Rowgate; error=?"] },
        new("An error about a token whose text is fit for no header", "POST rpc/said_oddly", 401) { Body = """{"code":"PGRST301"}""", Code = "PGRST301", Headers = ["WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"a 'quoted' ? / text\""] },
        new("A function that gives nothing, asked for one object", "POST rpc/add_quietly", 204) { Body = """{"pid":77}""", Send = ["Accept: application/vnd.pgrst.object+json"], Then = "people?id=eq.77&select=id", ThenJson = """[{"id":77}]""" },
        new("SQL raises an error", "POST rpc/refuse", 400) { Body = "{}", Code = "P0001", Json = """{"code":"P0001","message":"not today","details":"it is closed","hint":"come tomorrow"}""", Headers = ["Proxy-Status: Rowgate; error=P0001"] },
        new("SQL raises an error with a status", "POST rpc/teapot", 418) { Body = "{}", Json = """{"code":"PT418","message":"I am a teapot","details":"short","hint":"stout"}""" },
        new("SQL raises an error with all of its answer", "POST rpc/said", 332) { Body = "{}", Json = """{"code":"123","message":"ABC","details":"DEF","hint":"XYZ"}""", Headers = ["X-Header: str"] },
        new("SQL raises an error that is not understood", "POST rpc/said_badly", 500) { Body = "{}", Code = "PGRST121" },
        new("A foreign key that is raised", "POST rpc/with_code", 409) { Body = """{"code":"23503"}""", Code = "23503" },
        new("A lack of resources that is raised", "POST rpc/with_code", 503) { Body = """{"code":"53200"}""", Code = "53200" },
        new("A serialization failure that is raised", "POST rpc/with_code", 500) { Body = """{"code":"40001"}""", Code = "40001" },
        new("A failed login that is raised", "POST rpc/with_code", 403) { Body = """{"code":"28000"}""", Code = "28000" },

        // Schemas
        new("The first schema is the default", "GET customers?select=id&limit=1", 200) { Json = """[{"id":1}]""", Headers = ["Content-Profile: main"] },
        new("Another schema is read", "GET widgets?select=name&order=id", 200) { Send = ["Accept-Profile: side"], Json = """[{"name":"cog"},{"name":"cam"}]""", Headers = ["Content-Profile: side"] },
        new("A table of another schema is not in the default one", "GET widgets", 404) { Code = "PGRST205", Says = "main.widgets" },
        new("Another schema is written", "POST widgets", 201) { Body = """{"id":3,"name":"gear"}""", Send = ["Content-Profile: side"], Headers = ["Content-Profile: side"] },
        new("A write does not look at Accept-Profile", "POST widgets", 404) { Body = """{"id":3}""", Send = ["Accept-Profile: side"], Code = "PGRST205" },
        new("Another schema is deleted from", "DELETE widgets?id=eq.1", 200) { Send = ["Content-Profile: side", "Prefer: return=representation"], Json = """[{"id":1,"name":"cog"}]""" },
        new("A function of another schema", "GET rpc/widget_count", 200) { Send = ["Accept-Profile: side"], Text = "2" },
        new("A function of another schema with POST", "POST rpc/widget_count", 200) { Body = "{}", Send = ["Content-Profile: side"], Text = "2" },
        new("A function of another schema is not in the default one", "GET rpc/widget_count", 404) { Code = "PGRST202" },
        new("A schema that is not served names those that are", "GET widgets", 406) { Send = ["Accept-Profile: pg_catalog"], Code = "PGRST106", Says = "main, side" },
        new("Options of another schema", "OPTIONS widgets", 200) { Send = ["Accept-Profile: side"], Headers = ["Allow: OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"] },
        new("The path is looked at before the schema", "GET a/b", 404) { Send = ["Accept-Profile: secret"], Code = "PGRST125" },
        new("The schema is looked at before the method", "BREW widgets", 406) { Send = ["Content-Profile: secret"], Code = "PGRST106" },
    ];
}
