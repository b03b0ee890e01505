namespace Rowgate.SqliteEngine;

/// <summary>What a connection may do with the file.</summary>
public enum SqliteOpenMode
{
    /// <summary>Read only; the file must be there.</summary>
    ReadOnly,

    /// <summary>Read and write; the file must be there.</summary>
    ReadWrite,

    /// <summary>Read and write; the file is made when it is not there.</summary>
    Create,
}
