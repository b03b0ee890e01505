using System.Text.Json.Nodes;

namespace Rowgate.Sqlite.Tests.Reading;

/// <summary>Queries as they are written, and the exact bytes that answer them.</summary>
public sealed class ReadTests
{
    [Theory]

    // Values.
    [InlineData("customers?id=eq.1", """[{"id":1,"name":"Ada","email":"ada@example.com","vip":true,"address":{"city":"London","tags":["x","y"],"age":36},"country":"gb"}]""")]
    [InlineData("products?sku=eq.a", """[{"sku":"a","title":"Apple","price":0.5,"photo":"\\x00ff","price_gross":0.595}]""")]
    [InlineData("customers?select=n:name,v:vip&id=in.(2,3)&order=id", """[{"n":"Bob","v":false},{"n":"Cyd","v":null}]""")]
    [InlineData("orders?select=total::text,id::text&id=eq.10", """[{"total":"12.5","id":"10"}]""")]
    [InlineData("customers?select=vip::text,vip::int&id=eq.1", """[{"vip":"true","vip":1}]""")]
    [InlineData("orders?select=created_at::date&id=eq.10", """[{"created_at":"2026-01-01"}]""")]

    // JSON paths.
    [InlineData("customers?select=address->city,c:address->>city,t:address->tags->1,a:address->>age,n:address->none->0&id=eq.1", """[{"city":"London","c":"London","t":"y","a":"36","n":null}]""")]
    [InlineData("customers?select=address->tags->-1&id=eq.1", """[{"tags":"y"}]""")]
    [InlineData("customers?select=id&address->>city=eq.London", """[{"id":1}]""")]
    [InlineData("customers?select=id&address->age=gt.7", """[{"id":1}]""")]
    [InlineData("customers?select=id&address->age=gte.7&order=address->age.desc", """[{"id":1},{"id":3}]""")]
    [InlineData("customers?select=id&address->>city=is.null", """[{"id":2}]""")]

    // Operators.
    [InlineData("customers?select=id&name=like.A*", """[{"id":1}]""")]
    [InlineData("customers?select=id&name=like.a*", """[]""")]
    [InlineData("customers?select=id&name=ilike.a*", """[{"id":1}]""")]
    [InlineData("customers?select=id&address->>city=ilike.KÖLN", """[{"id":3}]""")]
    [InlineData("products?select=sku&title=like.*\\_", """[]""")]
    [InlineData("customers?select=id&name=match.^[AB]", """[{"id":1},{"id":2}]""")]
    [InlineData("customers?select=id&name=imatch.ADA|cyd", """[{"id":1},{"id":3}]""")]
    [InlineData("customers?select=id&email=eq.ADA@example.com", """[{"id":1}]""")]
    [InlineData("customers?select=id&email=isdistinct.bob@example.com&order=id", """[{"id":1},{"id":3}]""")]
    [InlineData("customers?select=id&vip=is.true", """[{"id":1}]""")]
    [InlineData("customers?select=id&vip=not.is.true", """[{"id":2},{"id":3}]""")]
    [InlineData("customers?select=id&vip=is.unknown", """[{"id":3}]""")]
    [InlineData("customers?select=id&vip=eq.yes", """[{"id":1}]""")]
    [InlineData("customers?select=id&or=(id.eq.1,and(name.like.C*,not.or(id.eq.1,id.eq.2)))", """[{"id":1},{"id":3}]""")]
    [InlineData("customers?select=id&id=gt(any).{1,2}&name=like(all).{C*,*d}", """[{"id":3}]""")]
    [InlineData("customers?select=id&id=in.()", """[]""")]
    [InlineData("orders?select=id&total=gt.9.99&order=id", """[{"id":10},{"id":12}]""")]
    [InlineData("orders?select=id&created_at=lt.2026-01-02", """[{"id":10}]""")]
    [InlineData("products?select=sku&photo=eq.\\x00FF", """[{"sku":"a"}]""")]

    // Order and pages.
    [InlineData("orders?select=id&order=total", """[{"id":11},{"id":10},{"id":12},{"id":13}]""")]
    [InlineData("orders?select=id&order=total.desc", """[{"id":13},{"id":12},{"id":10},{"id":11}]""")]
    [InlineData("orders?select=id&order=total.desc.nullslast&limit=2&offset=1", """[{"id":10},{"id":11}]""")]
    [InlineData("orders?select=id&offset=3", """[{"id":13}]""")]
    [InlineData("orders?select=id,customers(name)&order=customers(name).desc,id", """[{"id":13,"customers":null},{"id":12,"customers":{"name":"Bob"}},{"id":10,"customers":{"name":"Ada"}},{"id":11,"customers":{"name":"Ada"}}]""")]

    // Embeds.
    [InlineData("customers?select=id,orders(id,status)&order=id&orders.order=id", """[{"id":1,"orders":[{"id":10,"status":"open"},{"id":11,"status":"paid"}]},{"id":2,"orders":[{"id":12,"status":"open"}]},{"id":3,"orders":[]}]""")]
    [InlineData("customers?select=id,orders(id)&orders.order=id.desc&orders.limit=1&id=lt.3", """[{"id":1,"orders":[{"id":11}]},{"id":2,"orders":[{"id":12}]}]""")]
    [InlineData("orders?select=id,products(sku)&id=in.(10,12)&products.order=sku", """[{"id":10,"products":[{"sku":"a"},{"sku":"b"}]},{"id":12,"products":[]}]""")]
    [InlineData("customers?select=name,orders!inner(order_items!inner(products!inner(title)))&orders.order_items.products.title=eq.Bread*", """[{"name":"Ada","orders":[{"order_items":[{"products":{"title":"Bread*"}}]}]}]""")]
    [InlineData("customers?select=id,orders()&orders=is.null", """[{"id":3}]""")]
    [InlineData("customers?select=id,orders()&orders.status=eq.paid&orders=not.is.null", """[{"id":1}]""")]
    [InlineData("open_orders?select=id,customers(name)&id=eq.12", """[{"id":12,"customers":{"name":"Bob"}}]""")]

    // Spreads.
    [InlineData("orders?select=id,...customers(who:name,country)&order=id&id=gte.12", """[{"id":12,"who":"Bob","country":"de"},{"id":13,"who":null,"country":null}]""")]
    [InlineData("customers?select=id,...orders(order_ids:id,status)&orders.order=id&order=id", """[{"id":1,"order_ids":[10,11],"status":["open","paid"]},{"id":2,"order_ids":[12],"status":["open"]},{"id":3,"order_ids":[],"status":[]}]""")]
    [InlineData("customers?select=id,...orders(items:order_items(sku))&id=eq.2", """[{"id":2,"items":[[]]}]""")]
    [InlineData("order_items?select=sku,...orders(...customers(name))&order=sku,order_id", """[{"sku":"a","name":"Ada"},{"sku":"a","name":"Ada"},{"sku":"b","name":"Ada"}]""")]

    // Aggregates.
    [InlineData("orders?select=count()", """[{"count":4}]""")]
    [InlineData("orders?select=count", """[{"count":4}]""")]
    [InlineData("customers?select=id,orders(n:count)&order=id&limit=2", """[{"id":1,"orders":[{"n":2}]},{"id":2,"orders":[{"n":1}]}]""")]
    [InlineData("orders?select=status,count(),total.sum(),m:total.max()&order=status", """[{"status":"open","count":3,"sum":112.5,"m":100},{"status":"paid","count":1,"sum":7,"m":7}]""")]
    [InlineData("orders?select=total.avg()::int,total.count()", """[{"avg":39,"count":3}]""")]
    [InlineData("customers?select=id,orders(total.sum())&order=id", """[{"id":1,"orders":[{"sum":19.5}]},{"id":2,"orders":[{"sum":100}]},{"id":3,"orders":[{"sum":null}]}]""")]
    [InlineData("orders?select=...customers(country,id.count())&order=customers(country)", """[{"country":"de","count":1},{"country":"gb","count":2},{"country":null,"count":0}]""")]
    [InlineData("orders?select=count(),customers(country)&customer_id=not.is.null&order=customers(country)", """[{"count":1,"customers":{"country":"de"}},{"count":2,"customers":{"country":"gb"}}]""")]
    [InlineData("customers?select=address->>city,count()&order=address->>city", """[{"city":"Köln","count":1},{"city":"London","count":1},{"city":null,"count":1}]""")]
    public async Task A_query_gives(string query, string json)
    {
        await using var shop = ShopFile.Create();

        var rows = await shop.ReadAsync(query);

        Assert.Equal(json, rows);
        Assert.IsType<JsonArray>(JsonNode.Parse(rows));
    }

    [Theory]
    [InlineData("orders?id=eq.abc", "22P02", "invalid input syntax for type integer: \"abc\"")]
    [InlineData("orders?id=eq.99999999999999999999", "22003", "value \"99999999999999999999\" is out of range for type bigint")]
    [InlineData("customers?vip=eq.maybe", "22P02", "invalid input syntax for type boolean: \"maybe\"")]
    [InlineData("orders?total=gt.x", "22P02", "invalid input syntax for type numeric: \"x\"")]
    [InlineData("orders?created_at=gt.soon", "22P02", "invalid input syntax for type timestamp: \"soon\"")]
    [InlineData("customers?name=match.(", "2201B", "invalid regular expression: \"(\"")]
    [InlineData("customers?name=like.x\\", "22025", "LIKE pattern must not end with escape character")]
    [InlineData("orders?id=like.1*", "42883", "operator does not exist: integer ~~ unknown")]
    [InlineData("orders?id=is.true", "42804", "argument of IS TRUE must be type boolean, not type integer")]
    [InlineData("orders?status=fts.x", "PGRST127", "SQLite has no operator for \"fts\"")]
    [InlineData("orders?select=id::inet", "42704", "type \"inet\" does not exist")]
    [InlineData("orders?select=status.sum()", "42883", "function sum(text) does not exist")]
    [InlineData("customers?address->city=eq.London", "22P02", "invalid input syntax for type json")]
    public async Task A_query_that_cannot_be_run_is_refused_by_name(string query, string code, string message)
    {
        await using var shop = ShopFile.Create();

        var refusal = await shop.RefusalAsync(query);

        Assert.Equal((code, message), (refusal.Code.Text, refusal.Message));
    }
}
