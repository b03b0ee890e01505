using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>What a request's transaction is allowed and told besides who asks.</summary>
/// <param name="IsReadOnly">True when it must not write.</param>
internal readonly record struct SessionTerms(bool IsReadOnly)
{
    /// <summary>A transaction that must not write.</summary>
    public static readonly SessionTerms Read = new(IsReadOnly: true);

    /// <summary>A transaction that may write.</summary>
    public static readonly SessionTerms Write = new(IsReadOnly: false);

    /// <summary>Settings to hold for the transaction, such as those of a function, by name; default for none.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; }

    /// <summary>The isolation level to begin with, in SQL; null for the role's own.</summary>
    public string? Isolation { get; init; }

    /// <summary>True to begin a transaction by name, so that it lives on behind the batch and is ended by
    /// <c>COMMIT</c> or <c>ROLLBACK</c>. False to let it end with the batch.</summary>
    public bool BeginsTransaction { get; init; }
}
