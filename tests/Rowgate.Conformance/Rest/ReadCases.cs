namespace Rowgate.Conformance.Rest;

/// <summary>Reads that work.</summary>
public static class ReadCases
{
    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        new("A filter narrows the rows", "GET customers?id=eq.1&select=id,name", 200)
        {
            Json = """[{"id":1,"name":"Ada"}]""",
            Headers =
            [
                "Content-Type: application/json; charset=utf-8", "Content-Range: 0-0/*", "Content-Length: 23",
                "Content-Location: /rest/v1/customers?id=eq.1&select=id,name", "Preference-Applied:",
            ],
        },
        new("No filter gives every row and column", "GET products?order=sku", 200)
        {
            Json = """[{"sku":"a","title":"Apple","price":0.5,"gross":1},{"sku":"b","title":"Bread","price":2.25,"gross":4.5}]""",
        },
        new("No row is an empty array", "GET customers?id=eq.99", 200) { Text = "[]", Headers = ["Content-Range: */*"] },
        new("Parameters of the location are sorted by name", "GET customers?select=id&id=eq.1", 200)
        {
            Headers = ["Content-Location: /rest/v1/customers?id=eq.1&select=id"],
        },
        new("A to-one embed is an object or null", "GET orders?select=id,customers!customer_id(name)&id=in.(10,13)&order=id", 200)
        {
            Json = """[{"id":10,"customers":{"name":"Ada"}},{"id":13,"customers":null}]""",
        },
        new("A to-many embed is an array", "GET orders?select=id,order_items(sku,quantity)&order_items.order=sku&id=in.(10,12)&order=id", 200)
        {
            Json = """[{"id":10,"order_items":[{"sku":"a","quantity":3},{"sku":"b","quantity":1}]},{"id":12,"order_items":[]}]""",
        },
        new("Any name is free for an embed and for what is in it", "GET orders?select=s:id,t:order_items(s:sku,t:quantity)&order_items.order=sku&id=eq.10", 200)
        {
            Json = """[{"s":10,"t":[{"s":"a","t":3},{"s":"b","t":1}]}]""",
        },
        new("A many-to-many embed goes through the junction", "GET orders?select=id,products(title)&products.order=title&id=eq.10", 200)
        {
            Json = """[{"id":10,"products":[{"title":"Apple"},{"title":"Bread"}]}]""",
        },
        new("A spread lifts columns into the parent", "GET order_items?select=quantity,...products(title)&order_id=eq.11", 200)
        {
            Json = """[{"quantity":1,"title":"Apple"}]""",
        },
        new("Aggregates group by the other columns", "GET orders?select=status,total.sum()&status=eq.open", 200)
        {
            Json = """[{"status":"open","sum":112.5}]""",
        },
        new("A view is read like a table", "GET open_orders?select=id&order=id.desc", 200) { Json = """[{"id":12},{"id":10}]""" },

        // Parts and counts
        new("Limit and offset cut a part out", "GET orders?select=id&order=id&limit=2&offset=1", 200)
        {
            Json = """[{"id":11},{"id":12}]""",
            Headers = ["Content-Range: 1-2/*"],
        },
        new("Range does the same", "GET orders?select=id&order=id", 200)
        {
            Send = ["Range: 1-2"],
            Json = """[{"id":11},{"id":12}]""",
            Headers = ["Content-Range: 1-2/*"],
        },
        new("Range and limit are both kept", "GET orders?select=id&order=id&limit=2", 200)
        {
            Send = ["Range: 1-10"],
            Json = """[{"id":11}]""",
        },
        new("A part of a counted result is 206", "GET orders?select=id&order=id&limit=2", 206)
        {
            Send = ["Prefer: count=exact"],
            Headers = ["Content-Range: 0-1/4", "Preference-Applied: count=exact"],
        },
        new("All of a counted result is 200", "GET orders?select=id", 200)
        {
            Send = ["Prefer: count=exact"],
            Headers = ["Content-Range: 0-3/4"],
        },
        new("An offset at the end is an empty part", "GET orders?select=id&offset=4", 206)
        {
            Send = ["Prefer: count=exact"],
            Text = "[]",
            Headers = ["Content-Range: */4"],
        },
        new("Limit zero is no row", "GET orders?limit=0", 200) { Text = "[]", Headers = ["Content-Range: */*"] },
        new("Limit zero of a counted result is a part of it", "GET orders?limit=0", 206)
        {
            Send = ["Prefer: count=exact"],
            Text = "[]",
            Headers = ["Content-Range: */4", "Preference-Applied: count=exact"],
        },
        new("Limit zero of a counted result without rows is all of it", "GET orders?id=eq.0&limit=0", 200)
        {
            Send = ["Prefer: count=exact"],
            Text = "[]",
            Headers = ["Content-Range: */0"],
        },
        new("Limit zero of a counted HEAD is a part too", "HEAD orders?limit=0", 206) { Send = ["Prefer: count=exact"], Text = "", Headers = ["Content-Range: */4"] },
        new("Nothing counted is 200", "GET orders?id=eq.0", 200) { Send = ["Prefer: count=exact"], Headers = ["Content-Range: */0"] },
        new("A range that is none is ignored", "GET orders?select=id&order=id&limit=1", 200) { Send = ["Range: rows=7"], Headers = ["Content-Range: 0-0/*"] },

        // HEAD
        new("HEAD has the headers of GET and no body", "HEAD orders?select=id&limit=3", 200)
        {
            Text = "",
            Headers = ["Content-Range: 0-2/*", "Content-Type: application/json; charset=utf-8", "Content-Length:"],
        },
        new("HEAD counts", "HEAD orders?limit=3", 206) { Send = ["Prefer: count=exact"], Text = "", Headers = ["Content-Range: 0-2/4"] },

        // Forms
        new("One object is not in brackets", "GET customers?id=eq.1&select=id", 200)
        {
            Send = ["Accept: application/vnd.pgrst.object+json"],
            Text = """{"id":1}""",
            Headers = ["Content-Type: application/vnd.pgrst.object+json; charset=utf-8"],
        },
        new("Nulls can be stripped", "GET customers?id=eq.2&select=id,city,email", 200)
        {
            Send = ["Accept: application/vnd.pgrst.array+json;nulls=stripped"],
            Text = """[{"id":2,"email":"bob@example.com"}]""",
        },
        new("Nulls are stripped at any depth", "GET notes?select=data", 200)
        {
            Send = ["Accept: application/vnd.pgrst.object+json; nulls=stripped"],
            Json = """{"data":{"a":{"b":[1,2]}}}""",
        },
        new("CSV has a header line and quotes what needs it", "GET customers?select=id,name,city&order=id", 200)
        {
            Send = ["Accept: text/csv"],
            Text = "id,name,city\n1,Ada,London\n2,Bob,\n3,\"Cyd, \"\"C\"\"\",Köln",
            Headers = ["Content-Type: text/csv; charset=utf-8"],
        },
        new("CSV without rows is an empty line", "GET customers?id=eq.0", 200) { Send = ["Accept: text/csv"], Text = "\n" },
        new("The best of several media types wins", "GET customers?id=eq.1&select=id", 200)
        {
            Send = ["Accept: application/xml, text/csv;q=0.5, application/json;q=0.9"],
            Headers = ["Content-Type: application/json; charset=utf-8"],
        },
        new("A browser gets JSON", "GET customers?id=eq.1", 200)
        {
            Send = ["Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
            Headers = ["Content-Type: application/json; charset=utf-8"],
        },

        // Schemas and methods
        new("The default schema may be named", "GET customers?id=eq.1&select=id", 200)
        {
            Send = ["Accept-Profile: main"],
            Headers = ["Content-Profile: main"],
        },
        new("OPTIONS lists what a table can do", "OPTIONS orders", 200) { Headers = ["Allow: OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"] },
        new("OPTIONS lists what a view can do", "OPTIONS open_orders", 200) { Headers = ["Allow: OPTIONS,GET,HEAD"] },
        new("A lenient preference that is not known is ignored", "GET customers?id=eq.1", 200)
        {
            Send = ["Prefer: handling=lenient, colour=blue"],
            Headers = ["Preference-Applied: handling=lenient"],
        },
        new("The preferences honoured come in a fixed order", "GET customers?id=eq.1", 200)
        {
            Send = ["Prefer: handling=strict", "Prefer: tx=commit,count=exact"],
            Headers = ["Preference-Applied: count=exact, tx=commit, handling=strict"],
        },
    ];
}
