namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Queries as they are written, and the rows that answer them, on every release.</summary>
public sealed class ReadTests(ReadShop shop) : IClassFixture<ReadShop>
{
    public static TheoryData<string, string> Queries => new()
    {
        // Values.
        { "products?sku=eq.a", """[{"sku":"a","title":"Apple","price":0.5,"photo":"\\x00ff"}]""" },
        { "customers?select=n:name,v:vip&id=in.(2,3)&order=id", """[{"n":"Bob","v":false},{"n":"Cyd","v":null}]""" },
        { "orders?select=total,t:total::text,created_at&id=eq.10", """[{"total":12.50,"t":"12.50","created_at":"2026-01-01T10:00:00"}]""" },
        { "orders?select=created_at::date&id=eq.10", """[{"created_at":"2026-01-01"}]""" },
        { "customers?select=shout&id=eq.1", """[{"shout":"ADA"}]""" },
        { "customers?select=id&shout=eq.BOB", """[{"id":2}]""" },
        { "customers?select=id&order=shout.desc&limit=1", """[{"id":3}]""" },
        { "paints?select=shade&order=id", """[{"shade":"#0000ff"},{"shade":"#00ff00"}]""" },
        { "paints?select=id&shade=eq.%2300ff00", """[{"id":2}]""" },
        { "paints?select=id&shade=in.(%230000ff,%23123456)", """[{"id":1}]""" },

        // JSON paths.
        { "customers?select=address->city,c:address->>city,t:address->tags->1,a:address->>age,n:address->none->0&id=eq.1", """[{"city":"London","c":"London","t":"y","a":"36","n":null}]""" },
        { "customers?select=address->tags->-1&id=eq.1", """[{"tags":"y"}]""" },
        { "customers?select=id&address->>city=eq.London", """[{"id":1}]""" },
        { "customers?select=id&address->age=gt.7", """[{"id":1}]""" },
        { "customers?select=id&order=address->age.desc.nullslast", """[{"id":1},{"id":3},{"id":2}]""" },
        { "things?select=tags->0&id=eq.1", """[{"tags":"a"}]""" },
        { "customers?select=old->a,old->>b&id=eq.1", """[{"a":null,"b":"1"}]""" },

        // Operators.
        { "customers?select=id&id=neq.2&order=id", """[{"id":1},{"id":3}]""" },
        { "customers?select=id&id=gte.2&id=lt.3", """[{"id":2}]""" },
        { "customers?select=id&id=lte.1", """[{"id":1}]""" },
        { "customers?select=id&name=like.A*", """[{"id":1}]""" },
        { "customers?select=id&name=ilike.a*", """[{"id":1}]""" },
        { "customers?select=id&name=match.^[AB]&order=id", """[{"id":1},{"id":2}]""" },
        { "customers?select=id&name=imatch.ADA|cyd&order=id", """[{"id":1},{"id":3}]""" },
        { "orders?select=id&customer_id=isdistinct.1&order=id", """[{"id":12},{"id":13}]""" },
        { "customers?select=id&vip=is.true", """[{"id":1}]""" },
        { "customers?select=id&vip=not.is.true&order=id", """[{"id":2},{"id":3}]""" },
        { "customers?select=id&vip=is.unknown", """[{"id":3}]""" },
        { "customers?select=id&vip=is.not_null&order=id", """[{"id":1},{"id":2}]""" },
        { "customers?select=id&or=(id.eq.1,and(name.like.C*,not.or(id.eq.1,id.eq.2)))&order=id", """[{"id":1},{"id":3}]""" },
        { "customers?select=id&id=gt(any).{1,2}&name=like(all).{C*,*d}", """[{"id":3}]""" },
        { "customers?select=id&id=in.()", "[]" },
        { "things?select=id&tags=cs.{a}", """[{"id":1}]""" },
        { "things?select=id&tags=cd.{c,\"d,e\",f}", """[{"id":2}]""" },
        { "things?select=id&tags=ov.{b,c}&order=id", """[{"id":1},{"id":2}]""" },
        { "things?select=id&tags=eq.{a,b}", """[{"id":1}]""" },
        { "things?select=id&meta=cs.{\"k\":1}", """[{"id":1}]""" },
        { "things?select=id&span=sl.[5,6)", """[{"id":1}]""" },
        { "things?select=id&span=sr.[1,5)", """[{"id":2}]""" },
        { "things?select=id&span=nxr.[1,5)", """[{"id":1}]""" },
        { "things?select=id&span=nxl.[5,6)", """[{"id":2}]""" },
        { "things?select=id&span=adj.[9,10)", """[{"id":2}]""" },
        { "things?select=id&words=fts.cat", """[{"id":1}]""" },
        { "things?select=id&body=fts(english).cat", """[{"id":1}]""" },
        { "things?select=id&body=plfts(english).fat cat", """[{"id":1}]""" },
        { "things?select=id&body=phfts(english).thin dog", """[{"id":2}]""" },
        { "things?select=id&body=wfts(english).dog -cat", """[{"id":2}]""" },
        { "things?select=id&body=not.fts(english).cat", """[{"id":2}]""" },
        { "things?select=id&kind=eq.00000000-0000-0000-0000-000000000001", """[{"id":1}]""" },

        // Order and pages.
        { "orders?select=id&order=total", """[{"id":11},{"id":10},{"id":12},{"id":13}]""" },
        { "orders?select=id&order=total.desc.nullslast&limit=2&offset=1", """[{"id":10},{"id":11}]""" },
        { "orders?select=id,customers(name)&order=customers(name).desc,id", """[{"id":13,"customers":null},{"id":12,"customers":{"name":"Bob"}},{"id":10,"customers":{"name":"Ada"}},{"id":11,"customers":{"name":"Ada"}}]""" },
        { "orders?limit=0", "[]" },

        // Embeds.
        { "customers?select=id,orders(id,status)&order=id&orders.order=id", """[{"id":1,"orders":[{"id":10,"status":"open"},{"id":11,"status":"paid"}]},{"id":2,"orders":[{"id":12,"status":"open"}]},{"id":3,"orders":[]}]""" },
        { "customers?select=id,orders(id)&orders.order=id.desc&orders.limit=1&id=lt.3&order=id", """[{"id":1,"orders":[{"id":11}]},{"id":2,"orders":[{"id":12}]}]""" },
        { "orders?select=id,products(sku)&id=in.(10,12)&products.order=sku&order=id", """[{"id":10,"products":[{"sku":"a"},{"sku":"b"}]},{"id":12,"products":[]}]""" },
        { "customers?select=name,orders!inner(order_items!inner(products!inner(title)))&orders.order_items.products.title=eq.Bread*", """[{"name":"Ada","orders":[{"order_items":[{"products":{"title":"Bread*"}}]}]}]""" },
        { "customers?select=id,orders()&orders=is.null", """[{"id":3}]""" },
        { "customers?select=id,orders()&orders.status=eq.paid&orders=not.is.null", """[{"id":1}]""" },
        { "customers?select=orders()&id=eq.1", "[{}]" },
        { "open_orders?select=id,customers(name)&id=eq.12", """[{"id":12,"customers":{"name":"Bob"}}]""" },
        { "staff?select=name,boss:boss_id(name),staff(name)&order=id", """[{"name":"Top","boss":null,"staff":[{"name":"Mid"}]},{"name":"Mid","boss":{"name":"Top"},"staff":[{"name":"Low"}]},{"name":"Low","boss":{"name":"Mid"},"staff":[]}]""" },
        { "customers?select=id,paid_orders(id)&order=id", """[{"id":1,"paid_orders":[{"id":11}]},{"id":2,"paid_orders":[]},{"id":3,"paid_orders":[]}]""" },
        { "orders?select=id,customers(shout)&id=eq.10", """[{"id":10,"customers":{"shout":"ADA"}}]""" },

        // Spreads.
        { "orders?select=id,...customers(who:name,country)&order=id&id=gte.12", """[{"id":12,"who":"Bob","country":"de"},{"id":13,"who":null,"country":null}]""" },
        { "customers?select=id,...orders(order_ids:id,status)&orders.order=id&order=id", """[{"id":1,"order_ids":[10,11],"status":["open","paid"]},{"id":2,"order_ids":[12],"status":["open"]},{"id":3,"order_ids":[],"status":[]}]""" },
        { "customers?select=id,...orders(items:order_items(sku))&id=eq.2", """[{"id":2,"items":[[]]}]""" },
        { "order_items?select=sku,...orders(...customers(name))&order=sku,order_id", """[{"sku":"a","name":"Ada"},{"sku":"a","name":"Ada"},{"sku":"b","name":"Ada"}]""" },

        // Aggregates.
        { "orders?select=count()", """[{"count":4}]""" },
        { "customers?select=id,orders(n:count())&order=id&limit=2", """[{"id":1,"orders":[{"n":2}]},{"id":2,"orders":[{"n":1}]}]""" },
        { "orders?select=status,count(),total.sum(),m:total.max()&order=status", """[{"status":"open","count":3,"sum":112.50,"m":100.00},{"status":"paid","count":1,"sum":7.00,"m":7.00}]""" },
        { "orders?select=total.avg()::int,total.count()", """[{"avg":40,"count":3}]""" },
        { "customers?select=id,orders(total.sum())&order=id", """[{"id":1,"orders":[{"sum":19.50}]},{"id":2,"orders":[{"sum":100.00}]},{"id":3,"orders":[{"sum":null}]}]""" },
        { "orders?select=...customers(country,id.count())&order=customers(country)", """[{"country":"de","count":1},{"country":"gb","count":2},{"country":null,"count":0}]""" },
        { "orders?select=count(),customers(country)&customer_id=not.is.null&order=customers(country)", """[{"count":1,"customers":{"country":"de"}},{"count":2,"customers":{"country":"gb"}}]""" },
        { "customers?select=address->>city,count()&order=address->>city", """[{"city":"Köln","count":1},{"city":"London","count":1},{"city":null,"count":1}]""" },
        { "customers?select=country,orders(id),count()&id=eq.2", """[{"country":"de","orders":[{"id":12}],"count":1}]""" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_gives(string query, string json)
    {
        foreach (var version in (int[])[15, 18])
            Assert.Equal(Gateway.Compact(json), await shop.Of(version).ReadAsync(query));
    }

    [Theory]
    [InlineData("orders?id=eq.abc", "22P02", 400, "invalid input syntax for type integer: \"abc\"")]
    [InlineData("customers?vip=eq.maybe", "22P02", 400, "invalid input syntax for type boolean: \"maybe\"")]
    [InlineData("customers?name=match.(", "2201B", 400, "invalid regular expression: parentheses () not balanced")]
    [InlineData("customers?name=like.A\\", "22025", 400, "LIKE pattern must not end with escape character")]
    [InlineData("orders?id=like.1*", "42883", 404, "operator does not exist: integer ~~ unknown")]
    [InlineData("orders?id=is.true", "42804", 400, "argument of IS TRUE must be type boolean, not type integer")]
    [InlineData("orders?select=id::nonsense", "42704", 400, "type \"nonsense\" does not exist")]
    [InlineData("orders?select=status.sum()", "42883", 404, "function sum(text) does not exist")]
    [InlineData("customers?address->city=eq.London", "22P02", 400, "invalid input syntax for type json")]
    public async Task What_the_server_refuses_is_told_in_its_own_words(string query, string code, int status, string message)
    {
        foreach (var version in (int[])[15, 18])
        {
            var refusal = await shop.Of(version).RefusalAsync(query);

            Assert.Equal((code, status, message), (refusal.Code.Text, refusal.Code.HttpStatus, refusal.Message));
        }
    }
}
