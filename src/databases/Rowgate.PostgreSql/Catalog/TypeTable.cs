using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>What the types of columns and functions are.</summary>
internal sealed partial class TypeTable
{
    private const uint Json = 114;
    private const uint Text = 25;
    private const uint DefaultCollation = 100;

    // What is compared as plain text when its collation does so, or not at all.
    private static readonly Dictionary<uint, ValueKind> Kinds = new()
    {
        [16] = ValueKind.Boolean,
        [17] = ValueKind.Bytes,
        [19] = ValueKind.Text,
        [20] = ValueKind.Integer,
        [21] = ValueKind.Integer,
        [23] = ValueKind.Integer,
        [Text] = ValueKind.Text,
        [Json] = ValueKind.Json,
        [700] = ValueKind.Float,
        [701] = ValueKind.Float,
        [1042] = ValueKind.Text,
        [1043] = ValueKind.Text,
        [1082] = ValueKind.Date,
        [1083] = ValueKind.Time,
        [1114] = ValueKind.Timestamp,
        [1184] = ValueKind.Timestamp,
        [1266] = ValueKind.Time,
        [1700] = ValueKind.Decimal,
        [2950] = ValueKind.Uuid,
        [3802] = ValueKind.Json,
    };

    private readonly CatalogRows _rows;
    private readonly Dictionary<(uint Type, int Size, uint Collation), ColumnType> _types = [];
    private readonly Dictionary<uint, Representation> _representations;

    public TypeTable(CatalogRows rows)
    {
        _rows = rows;
        _representations = rows.Casts
            .GroupBy(cast => Row(cast.Source) is { IsDomain: true } ? cast.Source : cast.Target)
            .ToDictionary(
                group => group.Key,
                group => new Representation(
                    Find(group, cast => cast.Source == group.Key && cast.Target == Json),
                    Find(group, cast => cast.Source == Json && cast.Target == group.Key),
                    Find(group, cast => cast.Source == Text && cast.Target == group.Key)));
    }

    /// <summary>The type of this id with its length or precision (-1 for none), as the server spells it.</summary>
    public ColumnType Of(uint type, int size = -1, uint collation = 0)
    {
        if (_types.TryGetValue((type, size, collation), out var known))
            return known;
        var name = _rows.SizedTypes.GetValueOrDefault((type, size)) ?? Row(type)?.SpelledName ?? "";
        var (collationName, isDeterministic) = CollationOf(collation);
        // Texts that are different and equal all the same: only the database can tell.
        var kind = isDeterministic ? KindOf(type) : ValueKind.Any;
        return _types[(type, size, collation)] = new(name, kind, collationName) { HoldsRows = BaseOf(type) is { HoldsRows: true } };
    }

    /// <summary>The type that a domain is over, through any number of domains; the type itself when it is none.</summary>
    public TypeRow? BaseOf(uint type)
    {
        var row = Row(type);
        while (row is { IsDomain: true })
            row = Row(row.Base);
        return row;
    }

    public TypeRow? Row(uint type) => _rows.Types.GetValueOrDefault(type);

    /// <summary>True when the type, or a domain it is over, refuses null.</summary>
    public bool IsNotNull(uint type) => Domains(type).Any(domain => domain.IsNotNull);

    /// <summary>The default that a domain brings.</summary>
    public string? DefaultOf(uint type) => Domains(type).Select(domain => domain.Default).FirstOrDefault(text => text is not null);

    public ImmutableArray<string> LabelsOf(uint type) => BaseOf(type)?.Labels is { } labels ? [.. labels] : [];

    public Representation? RepresentationOf(uint type) => _representations.GetValueOrDefault(type);

    /// <summary>The media type that a domain is named like; null when it is not.</summary>
    public string? MediaTypeOf(uint type) =>
        Row(type) is { IsDomain: true } domain && (domain.Name == "*/*" || MediaTypeName().IsMatch(domain.Name))
            ? domain.Name.ToLowerInvariant()
            : null;

    private ValueKind KindOf(uint type) => BaseOf(type) switch
    {
        null => ValueKind.Any,
        { Category: 'A' } => ValueKind.Array,
        var row => Kinds.GetValueOrDefault(row.Id, ValueKind.Any),
    };

    private (string? Name, bool IsDeterministic) CollationOf(uint collation) => collation switch
    {
        DefaultCollation => (_rows.ComparesBytes ? null : "default", true),
        _ => _rows.Collations.TryGetValue(collation, out var known) ? (known.Name, known.IsDeterministic) : (null, true),
    };

    private IEnumerable<TypeRow> Domains(uint type)
    {
        for (var row = Row(type); row is { IsDomain: true }; row = Row(row.Base))
            yield return row;
    }

    private static TableName? Find(IEnumerable<CastRow> casts, Func<CastRow, bool> fits) =>
        casts.FirstOrDefault(fits) is { } cast ? new TableName(cast.Schema, cast.Function) : null;

    [GeneratedRegex(@"^[A-Za-z0-9.-]+/[A-Za-z0-9.\+-]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MediaTypeName();
}
