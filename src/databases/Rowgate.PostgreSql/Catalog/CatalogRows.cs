namespace Rowgate.PostgreSql.Catalog;

/// <summary>The rows of the system catalog that ours is made of.</summary>
internal sealed class CatalogRows
{
    public string ServerVersion { get; set; } = "";

    public bool MakesGeoJson { get; set; }

    /// <summary>True when text of the default collation compares byte by byte.</summary>
    public bool ComparesBytes { get; set; }

    /// <summary>True when a session prints values in the way in which capture does.</summary>
    public bool PrintsAsCapture { get; set; }

    public Dictionary<string, string> SchemaComments { get; } = new(StringComparer.Ordinal);

    public Dictionary<uint, RelationRow> Relations { get; } = [];

    /// <summary>By relation, in the order of their numbers.</summary>
    public Dictionary<uint, List<ColumnRow>> Columns { get; } = [];

    public Dictionary<uint, TypeRow> Types { get; } = [];

    public Dictionary<(uint Type, int Size), string> SizedTypes { get; } = [];

    public Dictionary<uint, (string Name, bool IsDeterministic)> Collations { get; } = [];

    /// <summary>By the relation that owns them.</summary>
    public Dictionary<uint, List<KeyRow>> Keys { get; } = [];

    /// <summary>Columns of keys, of relations that are not served.</summary>
    public Dictionary<(uint Relation, short Number), string> KeyColumns { get; } = [];

    /// <summary>The functions of the server itself that do more than compute.</summary>
    public HashSet<uint> VolatileFunctions { get; } = [];

    /// <summary>The relations that run code of the database's own by themselves; 0 among them for all.</summary>
    public HashSet<uint> RunCode { get; } = [];

    /// <summary>What each column of a view shows, by the view.</summary>
    public Dictionary<uint, List<TargetEntry>> ViewColumns { get; } = [];

    public Dictionary<uint, List<uint>> ViewReads { get; } = [];

    /// <summary>Partitions, and tables that inherit, by the relation that they are parts of.</summary>
    public Dictionary<uint, List<uint>> Parts { get; } = [];

    /// <summary>The other way round; the first for a table that inherits from several.</summary>
    public Dictionary<uint, uint> Wholes { get; } = [];

    /// <summary>What the policies of a table read besides it, by the table.</summary>
    public Dictionary<uint, List<uint>> PolicyReads { get; } = [];

    public List<FunctionRow> Functions { get; } = [];

    public List<CastRow> Casts { get; } = [];
}

internal sealed record RelationRow(
    uint Id,
    string Schema,
    string Name,
    char Kind,
    char Persistence,
    bool HasRowSecurity,
    uint RowType,
    bool IsServed,
    int Updatable,
    string? Comment,
    bool IsPartition)
{
    public bool IsView => Kind is 'v' or 'm';
}

internal sealed record ColumnRow(
    short Number, string Name, uint Type, int Size, uint Collation, bool IsNotNull, bool IsGenerated, string? Default, string? Comment);

internal sealed record TypeRow(
    uint Id,
    string SpelledName,
    string Schema,
    string Name,
    char Kind,
    char Category,
    uint Base,
    uint Relation,
    bool IsNotNull,
    string? Default,
    string[]? Labels,
    bool HoldsRows)
{
    public bool IsDomain => Kind == 'd';
}

/// <summary>A key: <c>p</c> primary, <c>u</c> unique, <c>i</c> unique index, <c>f</c> foreign.</summary>
internal sealed record KeyRow(char Kind, string Name, short[] Columns, uint Target, short[] TargetColumns);

internal sealed record FunctionRow(
    string Schema,
    string Name,
    bool IsServed,
    bool IsAggregate,
    bool IsSet,
    float Rows,
    char Volatility,
    uint Result,
    uint[] InputTypes,
    uint[]? AllTypes,
    string[]? Modes,
    string[]? Names,
    int Defaults,
    bool IsVariadic,
    string[] Settings,
    string? Comment);

internal sealed record CastRow(uint Source, uint Target, string Schema, string Function);
