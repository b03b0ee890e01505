namespace Rowgate.Conformance.Rest;

/// <summary>Media types that the schema makes, and values that it shows in a form of its own, in reads, writes and calls.</summary>
public static class PostgresFormCases
{
    private const string Representation = "Prefer: return=representation";
    private const string Tsv = "Accept: text/tab-separated-values";
    private const string Lines = "Accept: text/x-lines";

    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // A handler of one table
        new("A table's own media type", "GET people?id=lt.3&order=id", 200) { Send = [Tsv], Text = "id\tname\n1\tEve Stone\n2\tFay Rivers\n", Headers = ["Content-Type: text/tab-separated-values"] },
        new("A table's own media type of no row", "GET people?id=eq.0", 200) { Send = [Tsv], Text = "id\tname\n" },
        new("A table's own media type, counted", "GET people?limit=2&order=id", 206) { Send = [Tsv, "Prefer: count=exact"], Text = "id\tname\n1\tEve Stone\n2\tFay Rivers\n", Headers = ["Content-Range: 0-1/3"] },
        new("A table's own media type of a HEAD", "HEAD people", 200) { Send = [Tsv], Text = "", Headers = ["Content-Type: text/tab-separated-values"] },
        new("A table's own media type needs whole rows", "GET people?select=id", 406) { Send = [Tsv], Code = "PGRST107" },
        new("A media type of another table", "GET customers", 406) { Send = [Tsv], Code = "PGRST107" },
        new("A table's own media type of what a function returns", "GET rpc/person?pid=2", 200) { Send = [Tsv], Text = "id\tname\n2\tFay Rivers\n" },
        new("A table's own media type of what a function writes", "POST rpc/add_person", 200) { Body = """{"pid":9,"pname":"Hal"}""", Send = [Tsv], Text = "id\tname\n9\tHal\n", Then = "people?id=eq.9&select=name", ThenJson = """[{"name":"Hal"}]""" },
        new("A table's own media type of an insert", "POST people", 201) { Body = """[{"id":8,"name":"h"},{"id":9,"name":"i"}]""", Send = [Representation, Tsv], Text = "id\tname\n8\th\n9\ti\n", Headers = ["Content-Type: text/tab-separated-values", "Content-Range: */*"] },
        new("A table's own media type of a merge", "POST people", 200) { Body = """{"id":1,"name":"Eve S."}""", Send = ["Prefer: resolution=merge-duplicates, return=representation", Tsv], Text = "id\tname\n1\tEve S.\n" },
        new("A table's own media type of a merge of nothing", "POST people", 201) { Body = """{"id":1,"name":"Eve S."}""", Send = ["Prefer: resolution=ignore-duplicates, return=representation", Tsv], Text = "id\tname\n" },
        new("A table's own media type of an update", "PATCH people?id=eq.3", 200) { Body = """{"name":"Gus S."}""", Send = [Representation, Tsv], Text = "id\tname\n3\tGus S.\n", Headers = ["Content-Range: 0-0/*"] },
        new("A table's own media type of a PUT", "PUT people?id=eq.9", 201) { Body = """{"id":9,"name":"i"}""", Send = [Representation, Tsv], Text = "id\tname\n9\ti\n" },
        new("A table's own media type of a delete", "DELETE people?id=eq.3", 200) { Send = [Representation, Tsv], Text = "id\tname\n3\tGus Stone\n" },
        new("A write that is not shown is not rendered", "POST people", 201) { Body = """{"id":9,"name":"i"}""", Send = [Tsv], Text = "", Headers = ["Content-Type:"] },
        new("A write whose form needs whole rows does nothing when only some columns are wanted", "POST people?select=id", 406) { Body = """{"id":9,"name":"i"}""", Send = [Representation, Tsv], Code = "PGRST107", Then = "people?id=eq.9", ThenJson = "[]" },

        // A handler of every table
        new("Every table's media type", "GET customers?select=id,city&id=lt.3&order=id", 200) { Send = [Lines], Text = """{"id":1,"city":"London"};{"id":2,"city":null};""", Headers = ["Content-Type: text/x-lines"] },
        new("Every table's media type of an insert", "POST customers?select=id,name", 201) { Body = """{"id":7,"name":"Dan"}""", Send = [Representation, Lines], Text = """{"id":7,"name":"Dan"};""" },
        new("Every table's media type of an update", "PATCH customers?id=eq.1&select=city", 200) { Body = """{"city":"Rome"}""", Send = [Representation, Lines], Text = """{"city":"Rome"};""" },
        new("Every table's media type of a delete", "DELETE order_items?order_id=eq.11&select=sku", 200) { Send = [Representation, Lines], Text = """{"sku":"a"};""" },
        new("Every table's media type of a function", "GET rpc/people_of?m=sad&select=id,name", 200) { Send = [Lines], Text = """{"id":2,"name":"Fay Rivers"};""" },
        new("Every table's media type of a function with columns of its own", "GET rpc/listing", 200) { Send = [Lines], Text = """{"n":1,"label":"one"};{"n":2,"label":"two"};""" },

        // Calls
        new("A function's rows as CSV", "GET rpc/listing", 200) { Send = ["Accept: text/csv"], Text = "n,label\n1,one\n2,two" },
        new("A function's value as CSV", "GET rpc/add?a=1&b=2", 200) { Send = ["Accept: text/csv"], Text = "pgrst_scalar\n3" },
        new("What a function writes as CSV", "POST rpc/add_person?select=id,name", 200) { Body = """{"pid":9,"pname":"Hal"}""", Send = ["Accept: text/csv"], Text = "id,name\n9,Hal" },
        new("What a function writes without nulls", "POST rpc/add_person", 200) { Body = """{"pid":9,"pname":"Hal"}""", Send = ["Accept: application/vnd.pgrst.object+json;nulls=stripped"], Text = """{"id":9,"name":"Hal"}""" },
        new("A function's many rows are no object", "GET rpc/everybody", 406) { Send = ["Accept: application/vnd.pgrst.object+json"], Code = "PGRST116", Says = "The result contains 3 rows" },
        new("A function's bytes are no media type without a domain", "POST rpc/whole_bytes", 406) { Body = "x", Send = ["Content-Type: application/octet-stream", "Accept: application/octet-stream"], Code = "PGRST107" },

        // Values in a form of their own
        new("A value in a form of its own", "GET paints?select=id,colour&order=id", 200) { Json = """[{"id":1,"colour":"#ff0000"},{"id":2,"colour":"#000000"}]""" },
        new("A value in a form of its own is compared", "GET paints?colour=eq.%23ff0000&select=id", 200) { Json = """[{"id":1}]""" },
        new("Values in a form of their own are compared with a list", "GET paints?colour=in.(%23ff0000,%23000001)&select=id", 200) { Json = """[{"id":1}]""" },
        new("A value in a form of its own is cast to what it is", "GET paints?id=eq.1&select=colour::text", 200) { Json = """[{"colour":"16711680"}]""" },
        new("A value in a form of its own is inserted", "POST paints?select=id,colour", 201) { Body = """[{"id":3,"colour":"#0000ff"},{"id":4,"colour":null}]""", Send = [Representation], Json = """[{"id":3,"colour":"#0000ff"},{"id":4,"colour":null}]""" },
        new("A value in a form of its own is merged", "POST paints?select=colour", 200) { Body = """{"id":1,"colour":"#00ff01"}""", Send = ["Prefer: resolution=merge-duplicates, return=representation"], Json = """[{"colour":"#00ff01"}]""" },
        new("A value in a form of its own is updated", "PATCH paints?colour=eq.%23ff0000&select=colour", 200) { Body = """{"colour":"#00ff00"}""", Send = [Representation], Json = """[{"colour":"#00ff00"}]""" },
        new("A value in a form of its own is put", "PUT paints?id=eq.2&select=colour", 200) { Body = """{"id":2,"colour":"#00ff02"}""", Send = [Representation], Json = """[{"colour":"#00ff02"}]""" },
        new("A value in a form of its own is deleted", "DELETE paints?id=eq.1&select=colour", 200) { Send = [Representation, "Accept: text/csv"], Text = "colour\n\"\"\"#ff0000\"\"\"" },
        new("A value in a form of its own that is wrong", "POST paints", 400) { Body = """{"id":3,"colour":"#xyz"}""", Code = "22P02" },
    ];
}
