namespace Rowgate.Conformance.Rest;

/// <summary>Calls of functions.</summary>
public static class PostgresCallCases
{
    private const string Singular = "Accept: application/vnd.pgrst.object+json";
    private const string Json = "Content-Type: application/json; charset=utf-8";

    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // Arguments in the URL
        new("A scalar is a bare value", "GET rpc/add?a=2&b=3", 200) { Text = "5", Headers = [Json] },
        new("A call with HEAD has no body", "HEAD rpc/add?a=2&b=3", 200) { Text = "", Headers = [Json] },
        new("A default need not be given", "GET rpc/greet", 200) { Text = "\"Hello world\"" },
        new("A default may be given", "GET rpc/greet?name=Ada", 200) { Text = "\"Hello Ada\"" },
        new("A plus sign in an argument is a space", "GET rpc/greet?name=Ada+L", 200) { Text = "\"Hello Ada L\"" },
        new("A variadic argument is repeated", "GET rpc/joined?parts=a&parts=b&parts=c", 200) { Text = "\"a-b-c\"" },
        new("A variadic argument may come once", "GET rpc/joined?parts=a", 200) { Text = "\"a\"" },
        new("Of an argument that comes twice the last counts", "GET rpc/greet?name=a&name=b", 200) { Text = "\"Hello b\"" },
        new("An array argument is PostgreSQL's text for it", "GET rpc/total_of?list=%7B1,2,3%7D", 200) { Text = "6" },
        new("A JSON argument is text in the URL", "GET rpc/as_json?value=%7B%22a%22:1%7D", 200) { Json = """{"a":1}""" },
        new("What reads as an operation is a filter", "GET rpc/everybody?id=eq.2&select=id", 200) { Json = """[{"id":2}]""" },
        new("Arguments and filters go together", "GET rpc/people_of?m=happy&name=like.Eve*&select=name", 200) { Json = """[{"name":"Eve Stone"}]""" },

        // Arguments in the body
        new("A JSON object holds the arguments", "POST rpc/add", 200) { Body = """{"a":2,"b":3}""", Text = "5" },
        new("An empty body is no arguments", "POST rpc/greet", 200) { Body = "", Text = "\"Hello world\"" },
        new("An empty object is no arguments", "POST rpc/greet", 200) { Body = "{}", Text = "\"Hello world\"" },
        new("Of an array of objects the first counts", "POST rpc/add", 200) { Body = """[{"a":2,"b":3},{"a":5,"b":5}]""", Text = "5" },
        new("A JSON array is an array argument", "POST rpc/total_of", 200) { Body = """{"list":[1,2,3]}""", Text = "6" },
        new("A JSON array is a variadic argument", "POST rpc/joined", 200) { Body = """{"parts":["x","y"]}""", Text = "\"x-y\"" },
        new("A JSON argument may be anything", "POST rpc/as_json", 200) { Body = """{"value":[1,{"b":null}]}""", Json = """[1,{"b":null}]""" },
        new("Named columns choose the arguments", "POST rpc/add?columns=a,b", 200) { Body = """{"a":2,"b":3,"c":4}""", Text = "5" },
        new("A form holds the arguments", "POST rpc/add", 200) { Body = "a=2&b=3", Send = ["Content-Type: application/x-www-form-urlencoded"], Text = "5" },
        new("A form repeats a variadic argument", "POST rpc/joined", 200) { Body = "parts=a&parts=b", Send = ["Content-Type: application/x-www-form-urlencoded"], Text = "\"a-b\"" },
        new("A POST filters by its URL", "POST rpc/everybody?id=gt.1&select=id&order=id", 200) { Body = "{}", Json = """[{"id":2},{"id":3}]""" },
        new("The whole body is the argument of an unnamed JSON parameter", "POST rpc/whole_json", 200) { Body = """{"a":{"b":1}}""", Json = """{"a":{"b":1}}""" },
        new("An array may be the whole body", "POST rpc/whole_json", 200) { Body = "[1,2]", Json = "[1,2]" },
        new("Text may be the whole body", "POST rpc/whole_text", 200) { Body = "four", Send = ["Content-Type: text/plain"], Text = "4" },
        new("XML may be the whole body", "POST rpc/whole_xml", 200) { Body = "<a/>", Send = ["Content-Type: text/xml"], Text = "4" },
        new("Bytes may be the whole body", "POST rpc/whole_bytes", 200) { Body = "bytes", Send = ["Content-Type: application/octet-stream"], Text = "5" },

        // Which function
        new("Of overloads the arguments choose, one", "GET rpc/overloaded?a=1", 200) { Text = "\"one\"" },
        new("Of overloads the arguments choose, two", "GET rpc/overloaded?a=1&b=2", 200) { Text = "\"two\"" },
        new("Overloads that differ in types only are not clear", "GET rpc/clash?a=1", 300) { Code = "PGRST203", Says = "main.clash" },
        new("A function that is not there is named with its nearest", "POST rpc/gret", 404) { Body = "{}", Code = "PGRST202", Says = "main.greet" },
        new("An argument too few is told", "GET rpc/add?a=1", 404) { Code = "PGRST202", Says = "main.add(a)" },
        new("An argument too many is told", "POST rpc/add", 404) { Body = """{"a":1,"b":2,"c":3}""", Code = "PGRST202", Says = "main.add(a, b, c)" },
        new("A value of the wrong type is told", "GET rpc/add?a=x&b=1", 400) { Code = "22P02" },
        new("A method that calls nothing", "PUT rpc/add", 405) { Body = "{}", Code = "PGRST101", Says = "Cannot use the PUT method on RPC" },
        new("A body of a type that no function takes", "POST rpc/add", 400) { Body = "x", Send = ["Content-Type: application/pdf"], Code = "PGRST102" },
        new("A body that is not JSON", "POST rpc/add", 400) { Body = "{", Code = "PGRST102" },

        // Results
        new("A function that returns nothing answers nothing", "POST rpc/nothing", 204) { Body = "{}", Text = "", Headers = ["Content-Type:"] },
        new("A function may return null", "GET rpc/missing", 200) { Text = "null" },
        new("A set of values is an array", "GET rpc/numbers?up_to=3", 200) { Json = "[1,2,3]", Headers = ["Content-Range: 0-2/*"] },
        new("An empty set is an empty array", "GET rpc/numbers?up_to=0", 200) { Json = "[]", Headers = ["Content-Range: */*"] },
        new("A row is an object", "GET rpc/person?pid=2&select=id,name", 200) { Json = """{"id":2,"name":"Fay Rivers"}""" },
        new("OUT parameters are an object", "GET rpc/pair", 200) { Json = """{"a":1,"b":"one"}""" },
        new("A returned table is an array of objects", "GET rpc/listing", 200) { Json = """[{"n":1,"label":"one"},{"n":2,"label":"two"}]""" },
        new("Members of a returned table can be selected", "GET rpc/listing?select=label&order=n.desc", 200) { Json = """[{"label":"two"},{"label":"one"}]""" },
        new("Rows of a known table embed", "GET rpc/person?pid=1&select=name,team(name)", 200) { Json = """{"name":"Eve Stone","team":[{"name":"Fay Rivers"},{"name":"Gus Stone"}]}""" },
        new("Rows of a known table are ordered", "GET rpc/everybody?select=id&order=id.desc", 200) { Json = """[{"id":3},{"id":2},{"id":1}]""" },
        new("Rows of a function are paged", "GET rpc/everybody?select=id&order=id&limit=1&offset=1", 200) { Json = """[{"id":2}]""", Headers = ["Content-Range: 1-1/*"] },
        new("Values of a function are paged", "GET rpc/numbers?up_to=5&limit=2&offset=1", 200) { Json = "[2,3]", Headers = ["Content-Range: 1-2/*"] },
        new("Rows of a function are counted", "GET rpc/everybody?select=id&order=id&limit=2", 206) { Send = ["Prefer: count=exact"], Headers = ["Content-Range: 0-1/3", "Preference-Applied: count=exact"] },
        new("Rows of a function are not planned", "GET rpc/everybody?select=id&limit=2", 200) { Send = ["Prefer: count=planned"], Headers = ["Content-Range: 0-1/*"] },
        new("A Range is a page of a function", "GET rpc/everybody?select=id&order=id", 200) { Send = ["Range: 1-1"], Json = """[{"id":2}]""" },
        new("A page behind the end of a function", "GET rpc/numbers?up_to=2&offset=5", 416) { Send = ["Prefer: count=exact"], Code = "PGRST103" },
        new("One row of a set", "GET rpc/everybody?id=eq.1&select=id", 200) { Send = [Singular], Json = """{"id":1}""" },
        new("Several rows are no object", "GET rpc/everybody", 406) { Send = [Singular], Code = "PGRST116", Says = "The result contains 3 rows" },
        new("A call that gave several rows for one is undone", "POST rpc/everybody", 406) { Body = "{}", Send = [Singular], Code = "PGRST116" },

        // Reading and writing
        new("A volatile function writes with POST", "POST rpc/add_person?select=id,name", 200) { Body = """{"pid":9,"pname":"Hal"}""", Json = """{"id":9,"name":"Hal"}""", Then = "people?id=eq.9&select=name", ThenJson = """[{"name":"Hal"}]""" },
        new("A volatile function that returns nothing writes", "POST rpc/add_quietly", 204) { Body = """{"pid":9}""", Then = "people?id=eq.9&select=id", ThenJson = """[{"id":9}]""" },
        new("With GET nothing is written", "GET rpc/add_quietly?pid=9", 405) { Code = "25006", Then = "people?id=eq.9", ThenJson = "[]" },
        new("A call can be rolled back", "POST rpc/add_quietly", 204) { Body = """{"pid":9}""", Send = ["Prefer: tx=rollback"], Headers = ["Preference-Applied: tx=rollback"], Then = "people?id=eq.9", ThenJson = "[]" },
        new("A volatile function is called with POST only", "OPTIONS rpc/add_person", 200) { Headers = ["Allow: OPTIONS,POST"] },
        new("A stable function is called with GET too", "OPTIONS rpc/greet", 200) { Headers = ["Allow: OPTIONS,GET,HEAD,POST"] },
        new("Options of a function that is not there", "OPTIONS rpc/gret", 404) { Code = "PGRST202" },
        new("More rows than allowed undo a call", "POST rpc/everybody", 400) { Body = "{}", Send = ["Prefer: handling=strict, max-affected=2"], Code = "PGRST124" },
        new("As many rows as allowed are fine", "POST rpc/everybody?select=id&order=id", 200) { Body = "{}", Send = ["Prefer: handling=strict, max-affected=3"], Headers = ["Preference-Applied: handling=strict, max-affected=3"] },
        new("A limit on a single result makes no sense", "POST rpc/add", 400) { Body = """{"a":1,"b":2}""", Send = ["Prefer: handling=strict, max-affected=1"], Code = "PGRST128" },
    ];
}
