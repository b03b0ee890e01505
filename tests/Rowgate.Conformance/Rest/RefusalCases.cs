namespace Rowgate.Conformance.Rest;

/// <summary>What is refused, why, and that nothing is changed by it.</summary>
public static class RefusalCases
{
    private const string Untouched = "customers?select=id,name&order=id";
    private const string UntouchedJson = """[{"id":1,"name":"Ada"},{"id":2,"name":"Bob"},{"id":3,"name":"Cyd, \"C\""}]""";

    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // Names
        new("A table that is not there", "GET custmers", 404) { Code = "PGRST205", Says = "customers", Headers = ["Content-Location:", "Preference-Applied:", "Proxy-Status: Rowgate; error=PGRST205", "Content-Type: application/json; charset=utf-8"] },
        new("A column that is not there, in a filter", "GET customers?nme=eq.1", 400) { Code = "42703", Says = "name" },
        new("A column that is not there, in the select list", "GET customers?select=nme", 400) { Code = "42703", Says = "name" },
        new("A column that is not there, in the order", "GET customers?order=nme", 400) { Code = "42703", Says = "name" },
        new("A relationship that is not there", "GET customers?select=id,products(sku)", 400) { Code = "PGRST200" },
        new("A relationship that is not clear", "GET orders?select=id,customers(name)", 300) { Code = "PGRST201", Says = "orders_" },
        new("An embed that is not selected", "GET orders?customers.name=eq.Ada", 400) { Code = "PGRST108" },
        new("A path that is too long", "GET customers/1", 404) { Code = "PGRST125" },
        new("A function", "POST rpc/add", 404) { Body = "{}", Code = "PGRST202" },
        new("A function with a method that calls nothing", "DELETE rpc/add", 405) { Code = "PGRST101" },
        new("A schema that is not served", "GET customers", 406) { Send = ["Accept-Profile: secret"], Code = "PGRST106", Says = "main" },
        new("A schema that is not served, for a write", "POST customers", 406) { Body = "{}", Send = ["Content-Profile: secret"], Code = "PGRST106" },
        new("A method that nobody knows", "BREW customers", 405) { Code = "PGRST117" },
        new("A write to the root", "POST ", 405) { Body = "{}", Code = "PGRST117" },

        // Queries
        new("An operator that is not there", "GET customers?id=equals.1", 400) { Code = "PGRST100" },
        new("A filter without an operator", "GET customers?id=1", 400) { Code = "PGRST100" },
        new("A select list that is not closed", "GET orders?select=id,order_items(sku", 400) { Code = "PGRST100", Says = "line 1, column" },
        new("A logic tree that is not closed", "GET customers?or=(id.eq.1,id.eq.2", 400) { Code = "PGRST100" },
        new("An order that is none", "GET customers?order=id.upwards", 400) { Code = "PGRST100" },
        new("A value of the wrong type", "GET orders?id=eq.abc", 400) { Code = "22P02" },
        new("A negative limit", "GET customers?limit=-1", 416) { Code = "PGRST103" },
        new("A range that ends before it starts", "GET customers", 416) { Send = ["Range: 5-2"], Code = "PGRST103" },
        new("An offset behind the end", "GET customers?offset=9", 416) { Send = ["Prefer: count=exact"], Code = "PGRST103", Says = "there are only 3 rows", Headers = ["Content-Range: */3"] },

        // Forms
        new("A media type that cannot be made", "GET customers", 406) { Send = ["Accept: application/xml"], Code = "PGRST107" },
        new("A media type that the document at the root cannot be", "GET ", 406) { Send = ["Accept: text/csv"], Code = "PGRST107", Says = "The document comes as application/openapi+json" },
        new("The query is looked at before the media type", "GET customers?nme=eq.1", 400) { Send = ["Accept: application/xml"], Code = "42703" },
        new("One object of several rows", "GET customers", 406) { Send = ["Accept: application/vnd.pgrst.object+json"], Code = "PGRST116", Says = "The result contains 3 rows" },
        new("One object of no row", "GET customers?id=eq.0", 406) { Send = ["Accept: application/vnd.pgrst.object+json"], Code = "PGRST116", Says = "The result contains 0 rows" },
        new("A preference that is not known, strictly", "GET customers", 400) { Send = ["Prefer: handling=strict, colour=blue, count=never"], Code = "PGRST122", Says = "Invalid preferences: colour=blue, count=never" },
        new("A media type for a body that is not known", "POST customers", 400) { Body = "<a/>", Send = ["Content-Type: text/xml"], Code = "PGRST102", Says = "Content-Type not acceptable: text/xml" },
        new("A charset that is not UTF-8", "POST customers", 400) { Body = "{}", Send = ["Content-Type: application/json; charset=latin1"], Code = "PGRST102" },

        // Bodies
        new("A body that is empty", "POST customers", 400) { Body = "", Code = "PGRST102", Says = "Empty or invalid json" },
        new("A body that is not JSON", "POST customers", 400) { Body = """{"id":}""", Code = "PGRST102", Says = "line 1, byte 7" },
        new("A body with something behind it", "POST customers", 400) { Body = "{} {}", Code = "PGRST102" },
        new("A body that is too deep", "POST notes", 400) { Body = "{\"data\":" + new string('[', 1000) + new string(']', 1000) + "}", Code = "PGRST102", Says = "1000 levels" },
        new("A body with half a character", "POST customers", 400) { Body = """{"name":"\ud800"}""", Code = "PGRST102" },
        new("Objects with other members", "POST customers", 400) { Body = """[{"id":7,"name":"a"},{"id":8}]""", Code = "PGRST102", Says = "All object keys must match", Then = Untouched, ThenJson = UntouchedJson },
        new("An array of numbers", "POST customers", 400) { Body = "[1,2]", Code = "PGRST102", Says = "All object keys must match" },
        new("A member that is no column", "POST customers", 400) { Body = """{"id":7,"nmae":"x"}""", Code = "PGRST204", Says = "name" },
        new("A named column that is none", "POST customers?columns=id,nmae", 400) { Body = """{"id":7}""", Code = "PGRST204" },
        new("CSV with a field too few", "POST customers", 400) { Body = "id,name\n7", Send = ["Content-Type: text/csv"], Code = "PGRST102", Says = "Line 2 has 1 fields" },
        new("CSV with an open quote", "POST customers", 400) { Body = "id,name\n7,\"x", Send = ["Content-Type: text/csv"], Code = "PGRST102" },

        // Constraints: all of a write, or nothing
        new("A key that is there already", "POST customers", 409) { Body = """[{"id":7,"name":"Dan"},{"id":1,"name":"No"}]""", Code = "23505", Then = Untouched, ThenJson = UntouchedJson },
        new("A foreign key that leads nowhere", "POST orders", 409) { Body = """{"id":20,"customer_id":99}""", Code = "23503" },
        new("A row that others refer to", "DELETE customers?id=eq.1", 409) { Code = "23503", Then = Untouched, ThenJson = UntouchedJson },
        new("A null that may not be", "POST customers", 400) { Body = """{"id":7}""", Code = "23502" },
        new("A check that fails", "PATCH orders?id=eq.10", 400) { Body = """{"total":-1}""", Code = "23514" },
        new("A generated column", "POST products", 400) { Body = """{"sku":"c","gross":1}""", Code = "428C9", Says = "cannot insert a non-DEFAULT value" },
        new("A generated column of rows that are there", "PATCH products?sku=eq.a", 400) { Body = """{"gross":1}""", Code = "428C9", Says = "can only be updated to DEFAULT" },
        new("A view that cannot be written", "POST open_orders", 405) { Body = """{"id":1}""", Code = "55000" },
        new("A conflict target that is no key", "POST customers?on_conflict=name", 400) { Body = """{"id":1,"name":"Ada"}""", Send = ["Prefer: resolution=merge-duplicates"], Code = "42P10" },

        // Limits of writes
        new("More rows than may be affected", "DELETE order_items?order_id=eq.10", 400) { Send = ["Prefer: handling=strict, max-affected=1"], Code = "PGRST124", Then = "order_items?select=sku&order_id=eq.10&order=sku", ThenJson = """[{"sku":"a"},{"sku":"b"}]""" },
        new("One object of two changed rows", "PATCH customers?id=lt.3", 406) { Body = """{"name":"x"}""", Send = ["Accept: application/vnd.pgrst.object+json"], Code = "PGRST116", Then = Untouched, ThenJson = UntouchedJson },
        new("PUT without the key", "PUT customers", 405) { Body = """{"id":1,"name":"x"}""", Code = "PGRST105" },
        new("PUT with another filter", "PUT customers?id=gt.1", 405) { Body = """{"id":1,"name":"x"}""", Code = "PGRST105" },
        new("PUT with a limit", "PUT customers?id=eq.1&limit=1", 400) { Body = """{"id":1,"name":"x"}""", Code = "PGRST114" },
        new("PUT with another key in the body", "PUT customers?id=eq.1", 400) { Body = """{"id":2,"name":"x"}""", Code = "PGRST115", Then = Untouched, ThenJson = UntouchedJson },
        new("PUT without a key in the body", "PUT customers?id=eq.1", 400) { Body = """{"name":"x"}""", Code = "PGRST115" },
        new("PUT of two rows", "PUT customers?id=eq.1", 400) { Body = """[{"id":1,"name":"x"},{"id":1,"name":"y"}]""", Code = "PGRST115" },
        new("A write that is asked for as a stream", "POST customers", 406) { Body = """{"id":7,"name":"x"}""", Send = ["Accept: text/event-stream"], Code = "PGRST107", Says = "application/vnd.pgrst.object+json or text/csv." },
    ];
}
