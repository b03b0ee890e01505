using System.Collections.Immutable;
using System.Text.Json;

namespace Rowgate.Access.Identity;

/// <summary>Where the role is in a token's claims.</summary>
/// <remarks>
/// A path of members and array elements, with or without <c>$</c> in front: <c>.role</c>, <c>$.app.roles[0]</c>,
/// <c>."https://example.com/role"</c>, <c>['https://example.com/role']</c>, <c>.roles[-1]</c>, <c>.groups[?(@ ^== "db_")]</c>.
/// A filter takes the first element that is equal (<c>==</c>), different (<c>!=</c>), starts with (<c>^==</c>), ends with
/// (<c>==^</c>) or holds (<c>*==</c>) the text. At the end, <c>[2:]</c>, <c>[:-3]</c> and <c>[2:5]</c> take a part of the text.
/// Source: https://docs.postgrest.org/en/stable/references/auth.html#jwt-role-extract
/// </remarks>
public sealed class RoleClaim
{
    private readonly ImmutableArray<RoleStep> _steps;

    private RoleClaim(ImmutableArray<RoleStep> steps) => _steps = steps;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is not a path. The message says where it stops to be one.</exception>
    public static RoleClaim Parse(string text) => new(new RoleClaimParser(text).Read());

    /// <summary>The role that claims give; null when there is none at the place.</summary>
    internal string? Find(JsonElement claims)
    {
        JsonElement? place = claims;
        var cut = (Start: (int?)null, End: (int?)null, IsCut: false);
        foreach (var step in _steps)
        {
            if (step is TextPart part)
                cut = (part.Start, part.End, true);
            else
                place = place is { } here ? step.Follow(here) : null;
        }

        // What is not text gives its JSON, which is no role's name: the database then says so.
        var role = place switch
        {
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            { ValueKind: JsonValueKind.String } found => found.GetString(),
            { } found => found.GetRawText(),
        };
        if (role is null || !cut.IsCut)
            return role;
        var start = Math.Clamp(Index(cut.Start ?? 0, role.Length), 0, role.Length);
        var end = Math.Clamp(Index(cut.End ?? role.Length, role.Length), start, role.Length);
        return role[start..end];
    }

    internal static int Index(int index, int length) => index < 0 ? length + index : index;
}
