namespace Rowgate.Conformance.Rest;

/// <summary>Reads that only PostgreSQL makes possible.</summary>
public static class PostgresReadCases
{
    /// <summary>The cases.</summary>
    public static readonly RestCase[] All =
    [
        // Operators
        new("An array contains", "GET people?tags=cs.%7Bb%7D&select=id&order=id", 200) { Json = """[{"id":1},{"id":2}]""" },
        new("An array is contained", "GET people?tags=cd.%7Ba,b,x%7D&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("Arrays overlap", "GET people?tags=ov.%7Bc,x%7D&select=id", 200) { Json = """[{"id":2}]""" },
        new("A range contains", "GET people?span=cs.[4,5)&select=id&order=id", 200) { Json = """[{"id":1},{"id":2}]""" },
        new("A range lies left", "GET people?span=sl.[20,30)&select=id&order=id", 200) { Json = """[{"id":1},{"id":2}]""" },
        new("A range lies right", "GET people?span=sr.[0,2)&select=id", 200) { Json = """[{"id":2}]""" },
        new("A range does not reach right", "GET people?span=nxr.[0,6)&select=id", 200) { Json = """[{"id":1}]""" },
        new("A range does not reach left", "GET people?span=nxl.[2,6)&select=id", 200) { Json = """[{"id":2}]""" },
        new("Ranges are adjacent", "GET people?span=adj.[5,7)&select=id", 200) { Json = """[{"id":1}]""" },
        new("A document contains", "GET people?profile=cs.%7B%22age%22:39%7D&select=id", 200) { Json = """[{"id":2}]""" },
        new("A label is compared", "GET people?mood=eq.happy&select=id", 200) { Json = """[{"id":1}]""" },
        new("A label that is not there is refused", "GET people?mood=eq.angry", 400) { Code = "22P02" },
        new("A regular expression", "GET people?name=match.^E&select=id", 200) { Json = """[{"id":1}]""" },
        new("A regular expression without regard to case", "GET people?name=imatch.stone$&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("Any of several patterns", "GET people?name=like(any).%7BEve*,Gus*%7D&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("All of several patterns", "GET people?name=ilike(all).%7B*stone,gus*%7D&select=id", 200) { Json = """[{"id":3}]""" },
        new("Any of several values", "GET people?id=eq(any).%7B1,3%7D&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("A value is distinct from null", "GET people?mood=isdistinct.sad&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("Full text", "GET people?name=fts.stone&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },
        new("Full text in a language", "GET people?name=fts(english).rivers&select=id", 200) { Json = """[{"id":2}]""" },
        new("Full text by plain words", "GET people?name=plfts.gus stone&select=id", 200) { Json = """[{"id":3}]""" },
        new("Full text by phrase", "GET people?name=phfts.eve stone&select=id", 200) { Json = """[{"id":1}]""" },
        new("Full text as on the web", "GET people?name=wfts.stone -gus&select=id", 200) { Json = """[{"id":1}]""" },
        new("A negated operator", "GET people?tags=not.cs.%7Bb%7D&select=id", 200) { Json = """[{"id":3}]""" },
        new("An array in a logic tree", "GET people?or=(tags.cs.%7Ba%7D,id.eq.3)&select=id&order=id", 200) { Json = """[{"id":1},{"id":3}]""" },

        // Fields
        new("An array is a JSON array", "GET people?id=eq.1&select=tags", 200) { Json = """[{"tags":["a","b"]}]""" },
        new("A range is text", "GET people?id=eq.1&select=span", 200) { Json = """[{"span":"[1,5)"}]""" },
        new("A document is nested", "GET people?id=eq.2&select=profile", 200) { Json = """[{"profile":{"age":39}}]""" },
        new("A path into a document", "GET people?id=eq.1&select=profile-%3Elangs-%3E%3E0", 200) { Json = """[{"langs":"en"}]""" },
        new("A filter on a path", "GET people?profile-%3E%3Eage=eq.39&select=id", 200) { Json = """[{"id":2}]""" },
        new("An order by a path", "GET people?profile=not.is.null&select=id&order=profile-%3Eage.desc", 200) { Json = """[{"id":2},{"id":1}]""" },
        new("A cast", "GET people?id=eq.1&select=id::text,born::text", 200) { Json = """[{"id":"1","born":"1990-01-02"}]""" },
        new("A cast to a type that is not there", "GET people?select=id::nonsense", 400) { Code = "42704" },
        new("A computed column is selected", "GET people?id=eq.1&select=id,shout", 200) { Json = """[{"id":1,"shout":"EVE STONE"}]""" },
        new("A computed column is not part of everything", "GET people?id=eq.3", 200) { Json = """[{"id":3,"name":"Gus Stone","mood":null,"tags":[],"born":null,"seen":null,"span":"empty","profile":null,"code":null,"boss_id":1}]""" },
        new("A computed column is filtered by", "GET people?shout=eq.EVE STONE&select=id", 200) { Json = """[{"id":1}]""" },
        new("A computed column is ordered by", "GET people?select=id&order=shout.desc", 200) { Json = """[{"id":3},{"id":2},{"id":1}]""" },
        new("A materialized view is read", "GET moods?mood=eq.sad", 200) { Json = """[{"mood":"sad","people":1}]""" },
        new("A materialized view is not written", "OPTIONS moods", 200) { Headers = ["Allow: OPTIONS,GET,HEAD"] },

        // Embeds
        new("A computed relationship to many", "GET people?id=eq.1&select=id,team(id)&team.order=id", 200) { Json = """[{"id":1,"team":[{"id":2},{"id":3}]}]""" },
        new("A computed relationship to one", "GET people?id=eq.2&select=id,chief(name)", 200) { Json = """[{"id":2,"chief":{"name":"Eve Stone"}}]""" },
        new("A computed relationship to nobody", "GET people?id=eq.1&select=id,chief(name)", 200) { Json = """[{"id":1,"chief":null}]""" },
        new("A computed relationship filters", "GET people?select=id,chief!inner(id)&chief.id=eq.1&order=id", 200) { Json = """[{"id":2,"chief":{"id":1}},{"id":3,"chief":{"id":1}}]""" },
        new("A computed relationship is spread", "GET people?id=eq.2&select=id,...chief(boss:name)", 200) { Json = """[{"id":2,"boss":"Eve Stone"}]""" },
        new("A view embeds by the keys of its tables", "GET open_orders?select=id,customers(name)&order=id", 200) { Json = """[{"id":10,"customers":{"name":"Ada"}},{"id":12,"customers":{"name":"Bob"}}]""" },
        new("A table embeds a view", "GET customers?select=id,open_orders(id)&id=eq.2", 200) { Json = """[{"id":2,"open_orders":[{"id":12}]}]""" },
        new("A relation refers to itself, downwards", "GET people?id=eq.1&select=id,people(id)&people.order=id", 200) { Json = """[{"id":1,"people":[{"id":2},{"id":3}]}]""" },
        new("A relation refers to itself, upwards", "GET people?id=eq.3&select=id,boss_id(name)", 200) { Json = """[{"id":3,"boss_id":{"name":"Eve Stone"}}]""" },
        new("A spread to many makes arrays", "GET people?id=eq.1&select=id,...team(names:name)&team.order=id", 200) { Json = """[{"id":1,"names":["Fay Rivers","Gus Stone"]}]""" },
        new("An embed filters its parent when null", "GET people?select=id,chief()&chief=is.null", 200) { Json = """[{"id":1}]""" },
        new("An order by an embed", "GET orders?select=id,customers!customer_id(name)&order=customers(name).desc.nullslast,id&id=lt.13", 200) { Json = """[{"id":12,"customers":{"name":"Bob"}},{"id":10,"customers":{"name":"Ada"}},{"id":11,"customers":{"name":"Ada"}}]""" },

        // Aggregates
        new("Rows are counted", "GET people?select=count()", 200) { Json = """[{"count":3}]""" },
        new("Values are grouped", "GET people?select=boss_id,count()&order=boss_id", 200) { Json = """[{"boss_id":1,"count":2},{"boss_id":null,"count":1}]""" },
        new("A cast before and behind an aggregate", "GET people?select=profile-%3E%3Eage::integer.sum()::text", 200) { Json = """[{"sum":"73"}]""" },

        // Writes
        new("Arrays and documents are written as JSON", "POST people?select=tags,profile,span", 201) { Body = """{"id":9,"name":"n","tags":["x","y"],"profile":{"k":[1]},"span":"[1,3)"}""", Send = ["Prefer: return=representation"], Json = """[{"tags":["x","y"],"profile":{"k":[1]},"span":"[1,3)"}]""" },
        new("A computed column is shown of what was written", "POST people?select=shout", 201) { Body = """{"id":9,"name":"n"}""", Send = ["Prefer: return=representation"], Json = """[{"shout":"N"}]""" },
        new("A view of one table is written", "PATCH bosses?id=eq.3&select=name", 200) { Body = """{"name":"Gus S."}""", Send = ["Prefer: return=representation"], Json = """[{"name":"Gus S."}]""", Then = "people?id=eq.3&select=name", ThenJson = """[{"name":"Gus S."}]""" },
        new("A view of one table says so", "OPTIONS bosses", 200) { Headers = ["Allow: OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"] },
        new("A row is merged through a view", "POST bosses?select=name", 200) { Body = """{"id":3,"name":"Gus S."}""", Send = ["Prefer: resolution=merge-duplicates, return=representation"], Json = """[{"name":"Gus S."}]""" },
        new("A conflict may be on an index that is no constraint", "POST people?on_conflict=code&select=id,name", 200) { Body = """{"id":1,"name":"Eve S.","code":"E1"}""", Send = ["Prefer: resolution=merge-duplicates, return=representation"], Json = """[{"id":1,"name":"Eve S."}]""" },
        new("A label that is not there is not written", "POST people", 400) { Body = """{"id":9,"name":"n","mood":"angry"}""", Code = "22P02" },
        new("A text that is too long is not written", "POST people", 400) { Body = """{"id":9,"name":"n","code":"123456789"}""", Code = "22001" },
        new("A defaulted identity is told where it is", "POST customers", 201) { Body = """{"name":"Dan"}""", Send = ["Prefer: return=headers-only"], Headers = ["Location: /rest/v1/customers?id=eq.4"] },
        new("NDJSON is inserted", "POST people", 201) { Body = "{\"id\":8,\"name\":\"h\"}\n{\"id\":9,\"name\":\"i\"}\n", Send = ["Content-Type: application/x-ndjson", "Prefer: count=exact"], Headers = ["Content-Range: */2"], Then = "people?id=gte.8&select=name&order=id", ThenJson = """[{"name":"h"},{"name":"i"}]""" },
    ];
}
