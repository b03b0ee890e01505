using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Tests.Catalog;

public sealed class ViewTests
{
    private const string Schema =
        """
        CREATE SCHEMA private;
        CREATE SCHEMA api;
        CREATE TABLE private.clients (id int PRIMARY KEY, name text, email text UNIQUE);
        CREATE TABLE private.projects (
            id int PRIMARY KEY, name text, client_id int REFERENCES private.clients, backup_id int REFERENCES private.clients);
        CREATE TABLE private.users (id int PRIMARY KEY, name text);
        CREATE TABLE private.members (
            user_id int REFERENCES private.users, project_id int REFERENCES private.projects, PRIMARY KEY (user_id, project_id));
        CREATE TABLE private.profiles (user_id int PRIMARY KEY REFERENCES private.users, bio text);
        CREATE TABLE private.parts (a int, b int, PRIMARY KEY (a, b));
        CREATE TABLE private.pieces (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES private.parts);
        CREATE TABLE api.notes (id int PRIMARY KEY, client int REFERENCES private.clients);

        CREATE VIEW api.clients AS SELECT id, name, email FROM private.clients;
        CREATE VIEW api.projects AS SELECT p.id AS number, upper(p.name) AS name, client_id AS "Client" FROM private.projects p;
        CREATE VIEW api.twice AS SELECT id, id AS same FROM private.clients WHERE id > 0;
        CREATE VIEW api.deep AS SELECT number AS n, "Client" AS c FROM api.projects WHERE number IN (SELECT id FROM private.clients);
        CREATE VIEW api.joined AS
            SELECT p.id AS project, c.id AS client, c.name FROM private.projects p JOIN private.clients c ON c.id = p.client_id;
        CREATE VIEW api.united AS SELECT id FROM private.clients UNION ALL SELECT id FROM private.projects;
        CREATE VIEW api.computed AS SELECT id + 0 AS id, client_id::bigint AS client_id FROM private.projects;
        CREATE MATERIALIZED VIEW api.frozen AS SELECT id, client_id FROM private.projects;
        CREATE VIEW api.users AS SELECT * FROM private.users;
        CREATE VIEW api.members AS SELECT * FROM private.members;
        CREATE VIEW api.profiles AS SELECT * FROM private.profiles;
        CREATE VIEW api.parts AS SELECT a AS x, b AS y FROM private.parts;
        CREATE VIEW api.pieces AS SELECT * FROM private.pieces;
        CREATE VIEW api.half AS SELECT id, a FROM private.pieces;
        CREATE VIEW api."odd {name} (1)" AS SELECT id AS "a:resno 9", client_id AS "}b\", '(x' AS c FROM private.projects;
        CREATE VIEW api.sorted AS
            WITH w AS (SELECT id, client_id FROM private.projects ORDER BY id) SELECT id, client_id FROM w ORDER BY id DESC LIMIT 3;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Views_are_related_as_their_tables_are(int version)
    {
        var catalog = await CatalogFixture.ReadAsync(version, Schema, "api");

        Assert.Equal(
            ["clients ManyToOne Client=id", "joined ManyToOne Client=client", "twice ManyToOne Client=id", "twice ManyToOne Client=same"],
            Ways(catalog, "projects", way => way.Cardinality == Cardinality.ManyToOne));
        Assert.Equal(
            ["clients ManyToOne client=id", "joined ManyToOne client=client", "twice ManyToOne client=id", "twice ManyToOne client=same"],
            Ways(catalog, "notes", _ => true));
        Assert.Equal(["clients ManyToOne c=id"], Ways(catalog, "deep", way => way.Target.Name == "clients"));
        Assert.Equal(["clients ManyToOne client_id=id"], Ways(catalog, "frozen", way => way.Target.Name == "clients"));
        Assert.Equal(["clients ManyToOne }b\\=id"], Ways(catalog, "odd {name} (1)", way => way.Target.Name == "clients"));
        Assert.Equal(["profiles OneToOne id=user_id"], Ways(catalog, "users", way => way.Target.Name == "profiles"));
        Assert.Equal(["parts ManyToOne a,b=x,y"], Ways(catalog, "pieces", _ => true));
        Assert.Equal(["projects ManyToMany id=number"], Ways(catalog, "users", way => way.Target.Name == "projects"));
        Assert.All(["united", "computed", "half"], view => Assert.Empty(Ways(catalog, view, _ => true)));
    }

    [Theory]
    [InlineData("clients", "id")]
    [InlineData("projects", "number")]
    [InlineData("twice", "id")]
    [InlineData("deep", "n")]
    [InlineData("joined", "project client")]
    [InlineData("united", "")]
    [InlineData("computed", "")]
    [InlineData("frozen", "id")]
    [InlineData("members", "user_id project_id")]
    [InlineData("parts", "x y")]
    [InlineData("odd {name} (1)", "a:resno 9")]
    public async Task Views_inherit_primary_keys(string view, string expected)
    {
        var found = (await CatalogFixture.ReadAsync(15, Schema, "api")).Find(new("api", view))!;
        Assert.Equal(expected, string.Join(' ', found.PrimaryKey.Select(ordinal => found.Columns[ordinal].Name)));
    }

    [Fact]
    public async Task Views_know_their_tables_through_other_views_and_unique_keys_when_they_are_of_one_table()
    {
        var catalog = await CatalogFixture.ReadAsync(18, Schema, "api");
        Assert.Equal(["clients", "projects"], Under("deep"));
        Assert.Equal(["clients", "projects"], Under("united"));
        Assert.Equal(["2"], Find("clients").UniqueKeys.Select(key => string.Join(',', key)));
        Assert.Empty(Find("joined").UniqueKeys);
        Assert.Equal(new ColumnOrigin("c", new("private", "projects"), "client_id"), Find("deep").Origins[1]);

        Relation Find(string name) => catalog.Find(new("api", name))!;
        IEnumerable<string> Under(string name) => Find(name).BaseTables.Select(table => table.Name).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Ways(DatabaseCatalog catalog, string parent, Func<Relationship, bool> fits) =>
        catalog.Relationships.From(new("api", parent)).Where(fits)
            .Select(way => $"{way.Target.Name} {way.Cardinality} {string.Join(',', way.ParentColumns)}={string.Join(',', way.TargetColumns)}")
            .Order(StringComparer.Ordinal);
}
