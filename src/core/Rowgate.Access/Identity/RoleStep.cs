using System.Text.Json;

namespace Rowgate.Access.Identity;

/// <summary>One step of a <see cref="RoleClaim"/>.</summary>
internal abstract record RoleStep
{
    private protected RoleStep() { }

    /// <summary>Goes one step on; null when there is nothing at the place.</summary>
    public abstract JsonElement? Follow(JsonElement from);
}

/// <summary>Into a member of an object.</summary>
internal sealed record MemberStep(string Name) : RoleStep
{
    /// <inheritdoc/>
    public override JsonElement? Follow(JsonElement from) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(Name, out var value) ? value : null;
}

/// <summary>Into an element of an array; negative ones count from its end.</summary>
internal sealed record ElementStep(int Number) : RoleStep
{
    /// <inheritdoc/>
    public override JsonElement? Follow(JsonElement from)
    {
        if (from.ValueKind != JsonValueKind.Array)
            return null;
        var index = RoleClaim.Index(Number, from.GetArrayLength());
        return index >= 0 && index < from.GetArrayLength() ? from[index] : null;
    }
}

/// <summary>Into the first text of an array that passes a comparison.</summary>
internal sealed record FilterStep(string Comparison, string Text) : RoleStep
{
    /// <summary>The comparisons; longer ones stand before those that they start with.</summary>
    public static readonly string[] Comparisons = ["==^", "^==", "*==", "==", "!="];

    /// <inheritdoc/>
    public override JsonElement? Follow(JsonElement from)
    {
        if (from.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var element in from.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.String && Passes(element.GetString()!))
                return element;
        }

        return null;
    }

    private bool Passes(string value) => Comparison switch
    {
        "==^" => value.EndsWith(Text, StringComparison.Ordinal),
        "^==" => value.StartsWith(Text, StringComparison.Ordinal),
        "*==" => value.Contains(Text, StringComparison.Ordinal),
        "!=" => value != Text,
        _ => value == Text,
    };
}

/// <summary>A part of the text that was found, as the last step.</summary>
internal sealed record TextPart(int? Start, int? End) : RoleStep
{
    /// <inheritdoc/>
    public override JsonElement? Follow(JsonElement from) => from;
}
