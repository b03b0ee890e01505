using System.Text.Json;
using Rowgate.Access.Identity;

namespace Rowgate.Access.Tests.Identity;

public sealed class RoleClaimTests
{
    private const string Claims =
        """
        {"role":"web","app":{"roles":["other","author","db_owner"]},"https://example.com/role":{"key":"far"},"n":5,"nothing":null,
         "list":["grp-a","grp-b"],"prefixed":"db_web"}
        """;

    [Theory]
    [InlineData(".role", "web")]
    [InlineData("$.role", "web")]
    [InlineData("$['role']", "web")]
    [InlineData(".app.roles[1]", "author")]
    [InlineData(".app.roles[-1]", "db_owner")]
    [InlineData(".app.roles[9]", null)]
    [InlineData(".\"https://example.com/role\".key", "far")]
    [InlineData("$['https://example.com/role'].key", "far")]
    [InlineData(".app.roles[?(@ == \"author\")]", "author")]
    [InlineData(".app.roles[?(@ != \"other\")]", "author")]
    [InlineData(".app.roles[?(@ ^== \"db_\")]", "db_owner")]
    [InlineData(".app.roles[?(@ ==^ \"hor\")]", "author")]
    [InlineData(".app.roles[?(@ *== \"utho\")]", "author")]
    [InlineData("$.app.roles[?@ == 'author']", "author")]
    [InlineData(".app.roles[?(@ == \"nobody\")]", null)]
    [InlineData(".prefixed[3:]", "web")]
    [InlineData(".prefixed[:2]", "db")]
    [InlineData(".prefixed[:-4]", "db")]
    [InlineData(".list[0][4:]", "a")]
    [InlineData(".missing.deeper", null)]
    [InlineData(".nothing", null)]
    [InlineData(".n", "5")]
    public void A_path_finds_the_role(string path, string? role)
    {
        using var claims = JsonDocument.Parse(Claims);

        Assert.Equal(role, RoleClaim.Parse(path).Find(claims.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("role")]
    [InlineData(".")]
    [InlineData(".a.")]
    [InlineData(".a[")]
    [InlineData(".a[1")]
    [InlineData(".a[x]")]
    [InlineData(".a[?(@ ~ \"x\")]")]
    [InlineData(".a[?(@ == \"x\"]")]
    [InlineData(".\"a")]
    [InlineData(".a[1:].b")]
    public void What_is_no_path_is_refused(string path) =>
        Assert.Contains("path to the role is wrong at character", Assert.Throws<FormatException>(() => RoleClaim.Parse(path)).Message, StringComparison.Ordinal);
}
