namespace Rowgate.Http.Configuration;

/// <summary>What happens to the transaction of a request at its end.</summary>
public enum TransactionEnd
{
    /// <summary>It is committed, whatever the client prefers.</summary>
    Commit,

    /// <summary>It is committed, unless the client sends <c>Prefer: tx=rollback</c>.</summary>
    CommitAllowOverride,

    /// <summary>It is undone, whatever the client prefers.</summary>
    Rollback,

    /// <summary>It is undone, unless the client sends <c>Prefer: tx=commit</c>.</summary>
    RollbackAllowOverride,
}
