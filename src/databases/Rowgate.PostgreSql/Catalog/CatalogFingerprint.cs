using System.Security.Cryptography;
using System.Text;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Tells whether two catalogs say the same.</summary>
internal sealed class CatalogFingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _bytes = new byte[1024];

    private CatalogFingerprint()
    {
    }

    /// <summary>A text that is equal for catalogs of equal content, and for no others.</summary>
    public static string Of(DatabaseCatalog catalog)
    {
        using var fingerprint = new CatalogFingerprint();
        foreach (var relation in catalog.Relations)
            fingerprint.Add(relation);
        foreach (var way in catalog.Relationships.Computed)
            fingerprint.Add($"way {way.Parent} {way.Target} {way.Function} {way.Cardinality}");
        foreach (var function in catalog.Functions)
            fingerprint.Add(function);
        foreach (var handler in catalog.MediaHandlers)
            fingerprint.Add($"{handler}");
        foreach (var (schema, comment) in catalog.SchemaComments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            fingerprint.Add($"schema {schema} {comment}");
        return Convert.ToHexString(fingerprint._hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Add(Relation relation)
    {
        Add($"relation {relation.Name} {relation.Kind} {relation.IsInsertable} {relation.IsUpdatable} {relation.IsDeletable} {relation.HasRowSecurity} {relation.RunsCode}");
        Add(relation.Comment);
        Add(relation.WhyNotCaptured);
        foreach (var column in relation.Columns)
            Add(column);
        foreach (var column in relation.ComputedColumns)
            Add(column);
        Add($"key {string.Join(',', relation.PrimaryKey)}");
        foreach (var key in relation.UniqueKeys)
            Add($"unique {string.Join(',', key)}");
        foreach (var key in relation.ForeignKeys)
        {
            Add($"foreign {key.Name} {key.Target} {key.IsUnique}");
            AddAll(key.Columns);
            AddAll(key.TargetColumns);
        }

        foreach (var origin in relation.Origins)
            Add($"{origin}");
        foreach (var table in relation.BaseTables)
            Add($"{table}");
        Add("policies");
        foreach (var table in relation.PolicyTables)
            Add($"{table}");
    }

    private void Add(Column column)
    {
        Add(column.Name);
        Add(column.Type.Name);
        Add(column.Type.Collation);
        Add(column.IsNotNull ? column.IsGenerated ? "!g" : "!" : column.IsGenerated ? "g" : "");
        Add(column.DefaultExpression);
        Add(column.Comment);
        if (column.Function is { } function)
            Add($"{function}");
        if (column.Representation is { } representation)
            Add($"{representation}");
        AddAll(column.Labels);
    }

    private void Add(Function function)
    {
        Add($"function {function.Name} {function.Volatility} {function.Result.IsSet} {function.Result.Type?.Name}");
        Add(function.Comment);
        foreach (var parameter in function.Parameters)
            Add($"{parameter}");
        foreach (var setting in function.Settings)
            Add($"{setting}");
        if (function.Result.Rows is { } rows)
            Add(rows);
    }

    private void AddAll(IEnumerable<string> texts)
    {
        foreach (var text in texts)
            Add(text);
        Add((string?)null);
    }

    // The length goes first, so that two texts are not taken for two others that touch elsewhere.
    private void Add(string? text)
    {
        var size = text is null ? -1 : Encoding.UTF8.GetByteCount(text);
        if (size + sizeof(int) > _bytes.Length)
            _bytes = new byte[size + sizeof(int)];
        BitConverter.TryWriteBytes(_bytes, size);
        if (text is not null)
            Encoding.UTF8.GetBytes(text, _bytes.AsSpan(sizeof(int)));
        _hash.AppendData(_bytes, 0, sizeof(int) + Math.Max(0, size));
    }
}
