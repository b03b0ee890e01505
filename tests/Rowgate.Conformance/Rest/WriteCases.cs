namespace Rowgate.Conformance.Rest;

/// <summary>Writes that work.</summary>
public static class WriteCases
{
    private const string Representation = "Prefer: return=representation";
    private const string Csv = "Accept: text/csv";
    private const string One = "Accept: application/vnd.pgrst.object+json";
    private const string StrippedArray = "Accept: application/vnd.pgrst.array+json;nulls=stripped";

    private static readonly string Deep = new string('[', 500) + new string(']', 500);

    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // Inserts
        new("An insert makes a row", "POST customers", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Text = "",
            Headers = ["Content-Range: */*", "Content-Type:", "Location:", "Content-Length: 0"],
            Then = "customers?id=eq.7&select=name,city",
            ThenJson = """[{"name":"Dan","city":"Bern"}]""",
        },
        new("An insert shows the row that it made", "POST customers?select=id,city", 201)
        {
            Body = """{"id":7,"name":"Dan","city":null}""",
            Send = [Representation],
            Json = """[{"id":7,"city":null}]""",
            Headers = ["Preference-Applied: return=representation", "Content-Type: application/json; charset=utf-8"],
        },
        new("An insert shows the row as one object", "POST customers?select=id", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = [Representation, "Accept: application/vnd.pgrst.object+json"],
            Text = """{"id":7}""",
        },
        new("An insert says where the row is", "POST customers", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = ["Prefer: return=headers-only"],
            Headers = ["Location: /rest/v1/customers?id=eq.7", "Preference-Applied: return=headers-only"],
        },
        new("The location names every column of the key", "POST order_items", 201)
        {
            Body = """{"order_id":12,"sku":"a"}""",
            Send = ["Prefer: return=headers-only"],
            Headers = ["Location: /rest/v1/order_items?order_id=eq.12&sku=eq.a"],
        },
        new("Many rows go in at once", "POST products?select=sku", 201)
        {
            Body = """[{"sku":"c","price":1},{"price":2,"sku":"d"}]""",
            Send = [Representation, "Prefer: count=exact"],
            Json = """[{"sku":"c"},{"sku":"d"}]""",
            Headers = ["Content-Range: */2"],
        },
        new("An inserted row is shown with its embeds", "POST orders?select=id,customers!customer_id(name)", 201)
        {
            Body = """{"id":20,"customer_id":1}""",
            Send = [Representation],
            Json = """[{"id":20,"customers":{"name":"Ada"}}]""",
        },
        new("An empty object is a row of defaults", "POST notes?select=body", 201)
        {
            Body = "{}",
            Send = [Representation],
            Json = """[{"body":null}]""",
        },
        new("An empty array inserts nothing", "POST customers", 201) { Body = "[]", Send = [Representation], Json = "[]" },
        new("A scalar inserts nothing", "POST customers", 201) { Body = "7", Send = [Representation], Json = "[]" },
        new("Named columns take part, others do not", "POST customers?columns=id,name&select=id,name,email", 201)
        {
            Body = """[{"id":7,"name":"Dan","email":"x","what":1},{"id":8,"name":"Eve"}]""",
            Send = [Representation],
            Json = """[{"id":7,"name":"Dan","email":null},{"id":8,"name":"Eve","email":null}]""",
        },
        new("A missing member is null", "POST customers?columns=id,name,city&select=city", 201)
        {
            Body = """[{"id":7,"name":"Dan"}]""",
            Send = [Representation],
            Json = """[{"city":null}]""",
        },
        new("A missing member is the default when asked for", "POST customers?columns=id,name,city&select=city", 201)
        {
            Body = """[{"id":7,"name":"Dan"},{"id":8,"name":"Eve","city":"Rome"}]""",
            Send = ["Prefer: return=representation, missing=default"],
            Json = """[{"city":"Bern"},{"city":"Rome"}]""",
            Headers = ["Preference-Applied: missing=default, return=representation"],
        },
        new("CSV goes in", "POST customers?select=id,name,city", 201)
        {
            Body = "id,name,city\r\n7,\"Dan, \"\"D\"\"\",NULL\n8,Eve,\n",
            Send = [Representation, "Content-Type: text/csv"],
            Json = """[{"id":7,"name":"Dan, \"D\"","city":null},{"id":8,"name":"Eve","city":""}]""",
        },
        new("A form goes in", "POST customers?select=id,name", 201)
        {
            Body = "id=7&name=Dan+%26+D",
            Send = [Representation, "Content-Type: application/x-www-form-urlencoded"],
            Json = """[{"id":7,"name":"Dan & D"}]""",
        },
        new("JSON goes in and comes out as it is", "POST notes?select=data", 201)
        {
            Body = """{"data":{"x":[1,{"y":"é"}]}}""",
            Send = [Representation],
            Json = """[{"data":{"x":[1,{"y":"é"}]}}]""",
        },
        new("JSON may be nested deeply", "POST notes?select=data", 201)
        {
            Body = $$"""{"data":{{Deep}}}""",
            Send = [Representation],
            Text = $$"""[{"data":{{Deep}}}]""",
        },

        // Upserts
        new("A merge changes the row that is there", "POST customers?select=id,name,email", 200)
        {
            Body = """{"id":1,"name":"Ada L."}""",
            Send = ["Prefer: resolution=merge-duplicates, return=representation"],
            Json = """[{"id":1,"name":"Ada L.","email":"ada@example.com"}]""",
            Headers = ["Preference-Applied: resolution=merge-duplicates, return=representation"],
        },
        new("A merge that inserts is 201", "POST customers", 201)
        {
            Body = """[{"id":1,"name":"Ada L."},{"id":7,"name":"Dan"}]""",
            Send = ["Prefer: resolution=merge-duplicates"],
            Then = "customers?select=name&id=in.(1,7)&order=id",
            ThenJson = """[{"name":"Ada L."},{"name":"Dan"}]""",
        },
        new("A duplicate can be ignored", "POST customers?select=id", 201)
        {
            Body = """[{"id":1,"name":"No"},{"id":7,"name":"Dan"}]""",
            Send = ["Prefer: resolution=ignore-duplicates, return=representation"],
            Json = """[{"id":7}]""",
            Then = "customers?select=name&id=eq.1",
            ThenJson = """[{"name":"Ada"}]""",
        },
        new("A conflict can be on another key", "POST customers?on_conflict=email&select=id,name", 200)
        {
            Body = """{"name":"Ada L.","email":"ada@example.com"}""",
            Send = ["Prefer: resolution=merge-duplicates, return=representation"],
            Json = """[{"id":1,"name":"Ada L."}]""",
        },
        new("Without a key an upsert is an insert", "POST notes", 201)
        {
            Body = """{"body":"x"}""",
            Send = ["Prefer: resolution=merge-duplicates"],
            Headers = ["Preference-Applied:"],
        },

        // Updates
        new("An update changes the rows that match", "PATCH orders?customer_id=eq.1", 204)
        {
            Body = """{"status":"sent"}""",
            Text = "",
            Headers = ["Content-Range: 0-1/*"],
            Then = "orders?select=id&status=eq.sent&order=id",
            ThenJson = """[{"id":10},{"id":11}]""",
        },
        new("An update shows the rows that it changed", "PATCH orders?id=eq.10&select=id,total", 200)
        {
            Body = """{"total":1.50}""",
            Send = [Representation, "Prefer: count=exact"],
            Json = """[{"id":10,"total":1.5}]""",
            Headers = ["Content-Range: 0-0/1"],
        },
        new("An update of nothing is empty", "PATCH orders?id=eq.99", 200)
        {
            Body = """{"total":1}""",
            Send = [Representation],
            Json = "[]",
            Headers = ["Content-Range: */*"],
        },
        new("An update without columns changes nothing", "PATCH orders", 204) { Body = "{}", Headers = ["Content-Range: */*"] },
        new("Only the first element of an array counts", "PATCH orders?id=eq.10&select=total", 200)
        {
            Body = """[{"total":1},{"total":2}]""",
            Send = [Representation],
            Json = """[{"total":1}]""",
        },

        // Deletes
        new("A delete removes the rows that match", "DELETE order_items?order_id=eq.10", 204)
        {
            Headers = ["Content-Range: */*"],
            Then = "order_items?select=order_id",
            ThenJson = """[{"order_id":11}]""",
        },
        new("A delete shows the rows that it removed", "DELETE order_items?order_id=eq.11&select=sku", 200)
        {
            Send = ["Prefer: return=representation, count=exact"],
            Json = """[{"sku":"a"}]""",
            Headers = ["Content-Range: */1"],
        },

        // PUT
        new("PUT makes a row", "PUT customers?id=eq.7", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = [Representation],
            Json = """[{"id":7,"name":"Dan","email":null,"city":"Bern","active":null}]""",
            Headers = ["Content-Range:"],
        },
        new("PUT replaces a row", "PUT customers?id=eq.1&select=name", 200)
        {
            Body = """[{"id":1,"name":"Ada L."}]""",
            Send = [Representation],
            Json = """[{"name":"Ada L."}]""",
        },
        new("PUT without a wish is silent", "PUT order_items?order_id=eq.12&sku=eq.b", 204)
        {
            Body = """{"order_id":12,"sku":"b","quantity":5}""",
            Then = "order_items?order_id=eq.12&select=quantity",
            ThenJson = """[{"quantity":5}]""",
        },

        // Transactions and limits
        new("A write can be undone at its end", "POST customers?select=id", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = ["Prefer: tx=rollback, return=representation"],
            Json = """[{"id":7}]""",
            Headers = ["Preference-Applied: return=representation, tx=rollback"],
            Then = "customers?id=eq.7",
            ThenJson = "[]",
        },
        new("Few enough rows may be affected", "DELETE order_items?order_id=eq.10", 204)
        {
            Send = ["Prefer: handling=strict, max-affected=2"],
            Headers = ["Preference-Applied: handling=strict, max-affected=2"],
        },
        new("The limit of affected rows needs strict handling", "DELETE order_items?order_id=eq.10", 204)
        {
            Send = ["Prefer: max-affected=1"],
            Headers = ["Preference-Applied:"],
        },
        new("One row comes back as one object", "PATCH customers?id=eq.1&select=name", 200)
        {
            Body = """{"name":"Ada L."}""",
            Send = [Representation, "Accept: application/vnd.pgrst.object+json"],
            Text = """{"name":"Ada L."}""",
        },

        // Forms
        new("An insert shows its rows as CSV", "POST customers?select=id,name,city", 201)
        {
            Body = """[{"id":7,"name":"Dan, \"D\"","city":null},{"id":8,"name":"Eve","city":"Rome"}]""",
            Send = [Representation, Csv],
            Text = "id,name,city\n7,\"Dan, \"\"D\"\"\",\n8,Eve,Rome",
            Headers = ["Content-Type: text/csv; charset=utf-8", "Content-Range: */*"],
        },
        new("An insert shows its rows without nulls", "POST customers?select=id,email,active", 201)
        {
            Body = """{"id":7,"name":"Dan","active":true}""",
            Send = [Representation, StrippedArray],
            Text = """[{"id":7,"active":true}]""",
        },
        new("An insert shows its row as an object without nulls", "POST customers?select=id,email", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = [Representation, "Accept: application/vnd.pgrst.object+json;nulls=stripped"],
            Text = """{"id":7}""",
        },
        new("A merge shows its row as CSV", "POST customers?select=id,name", 200)
        {
            Body = """{"id":1,"name":"Ada L."}""",
            Send = ["Prefer: resolution=merge-duplicates, return=representation", Csv],
            Text = "id,name\n1,\"Ada L.\"",
        },
        new("A merge shows its row as one object", "POST customers?select=name", 200)
        {
            Body = """[{"id":1,"name":"Ada L."}]""",
            Send = ["Prefer: resolution=merge-duplicates, return=representation", One],
            Text = """{"name":"Ada L."}""",
        },
        new("A duplicate that is ignored is no object", "POST customers?select=name", 406)
        {
            Body = """{"id":1,"name":"No"}""",
            Send = ["Prefer: resolution=ignore-duplicates, return=representation", One],
            Code = "PGRST116",
            Says = "The result contains 0 rows",
        },
        new("An update shows its rows as CSV", "PATCH orders?id=eq.10&select=id,status", 200)
        {
            Body = """{"status":"sent"}""",
            Send = [Representation, Csv],
            Text = "id,status\n10,sent",
            Headers = ["Content-Range: 0-0/*"],
        },
        new("An update of nothing is an empty line of CSV", "PATCH orders?id=eq.99&select=id", 200)
        {
            Body = """{"status":"sent"}""",
            Send = [Representation, Csv],
            Text = "\n",
            Headers = ["Content-Range: */*"],
        },
        new("An update shows its rows without nulls", "PATCH orders?id=eq.13&select=id,total,status", 200)
        {
            Body = """{"status":"gone"}""",
            Send = [Representation, StrippedArray],
            Text = """[{"id":13,"status":"gone"}]""",
        },
        new("A delete shows its rows as CSV", "DELETE order_items?order_id=eq.11&select=sku,quantity", 200)
        {
            Send = [Representation, Csv],
            Text = "sku,quantity\na,1",
        },
        new("A delete shows its row as one object", "DELETE order_items?order_id=eq.11&select=sku", 200)
        {
            Send = [Representation, One],
            Text = """{"sku":"a"}""",
        },
        new("A delete of two rows is no object, and undone", "DELETE order_items?order_id=eq.10", 406)
        {
            Send = [Representation, One],
            Code = "PGRST116",
            Then = "order_items?select=sku&order_id=eq.10&order=sku",
            ThenJson = """[{"sku":"a"},{"sku":"b"}]""",
        },
        new("PUT shows its row as CSV", "PUT customers?id=eq.7&select=id,name", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = [Representation, Csv],
            Text = "id,name\n7,Dan",
            Headers = ["Content-Range:"],
        },
        new("PUT shows its row as one object without nulls", "PUT customers?id=eq.1&select=id,active", 200)
        {
            Body = """{"id":1,"name":"Ada","active":null}""",
            Send = [Representation, "Accept: application/vnd.pgrst.object+json;nulls=stripped"],
            Text = """{"id":1}""",
        },
        new("A form that nobody asked for is not made", "POST customers", 201)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = ["Prefer: return=minimal", Csv],
            Text = "",
            Headers = ["Content-Type:"],
        },
        new("A form that cannot be made undoes nothing, because nothing was done", "POST customers", 406)
        {
            Body = """{"id":7,"name":"Dan"}""",
            Send = [Representation, "Accept: application/octet-stream"],
            Code = "PGRST107",
            Then = "customers?id=eq.7",
            ThenJson = "[]",
        },
    ];
}
