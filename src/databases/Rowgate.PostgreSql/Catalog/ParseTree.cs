using System.Globalization;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Reads the target list of a view's query out of the text form of its parse tree.</summary>
/// <remarks>
/// A tree is nodes <c>{NAME :field value …}</c> and lists <c>(…)</c>; a backslash takes the meaning from the next character.
/// The query's own target list is <c>({QUERY … :targetList ({TARGETENTRY … :resno 1 … :resorigtbl 16385 :resorigcol 1 …} …)</c>.
/// Source: https://github.com/postgres/postgres/blob/master/src/backend/nodes/README
/// </remarks>
internal static class ParseTree
{
    // The list of queries and the query; in the target list one more of each.
    private const int QueryDepth = 2;
    private const int EntryDepth = 4;

    /// <summary>The columns that show a column of a relation; those that are computed are left out.</summary>
    public static List<TargetEntry> Targets(ReadOnlySpan<char> tree)
    {
        var targets = new List<TargetEntry>();
        var depth = 0;
        var inTargets = false;
        (short Number, uint Relation, short Column) entry = default;
        for (var at = 0; at < tree.Length; at++)
        {
            switch (tree[at])
            {
                case '\\':
                    at++;
                    break;
                case '{' or '(':
                    depth++;
                    entry = depth == EntryDepth ? default : entry;
                    break;
                case '}' or ')':
                    if (inTargets && depth == EntryDepth && entry.Relation != 0)
                        targets.Add(new(entry.Number, entry.Relation, entry.Column));
                    depth--;
                    break;
                case ':' when depth == QueryDepth && IsField(tree, at):
                    // A later field ends the list; what follows cannot be a target.
                    if (inTargets)
                        return targets;
                    inTargets = Field(tree, at) is "targetList";
                    break;
                case ':' when inTargets && depth == EntryDepth && IsField(tree, at):
                    entry = Read(tree, at, entry);
                    break;
            }
        }

        return targets;
    }

    /// <summary>True when a tree calls one of these functions, by its name or through an operator.</summary>
    public static bool Calls(ReadOnlySpan<char> tree, HashSet<uint> functions)
    {
        const string Field = "funcid ";
        for (var at = tree.IndexOf(Field); at >= 0; at = tree.IndexOf(Field))
        {
            tree = tree[(at + Field.Length)..];
            if (uint.TryParse(Word(tree), NumberStyles.None, CultureInfo.InvariantCulture, out var function) && functions.Contains(function))
                return true;
        }

        return false;
    }

    private static (short Number, uint Relation, short Column) Read(
        ReadOnlySpan<char> tree, int at, (short Number, uint Relation, short Column) entry)
    {
        var field = Field(tree, at);
        var value = Word(tree[(at + field.Length + 2)..]);
        return field switch
        {
            "resno" => entry with { Number = short.Parse(value, CultureInfo.InvariantCulture) },
            "resorigtbl" => entry with { Relation = uint.Parse(value, CultureInfo.InvariantCulture) },
            "resorigcol" => entry with { Column = short.Parse(value, CultureInfo.InvariantCulture) },
            _ => entry,
        };
    }

    private static bool IsField(ReadOnlySpan<char> tree, int at) => at > 0 && tree[at - 1] == ' ';

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> tree, int at) => Word(tree[(at + 1)..]);

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(" })");
        return end < 0 ? text : text[..end];
    }
}
