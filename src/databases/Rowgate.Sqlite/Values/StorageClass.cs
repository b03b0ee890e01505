namespace Rowgate.Sqlite.Values;

/// <summary>How SQLite keeps one value, with the numbers of its C interface.</summary>
/// <remarks>Source: https://www.sqlite.org/datatype3.html</remarks>
internal enum StorageClass
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
