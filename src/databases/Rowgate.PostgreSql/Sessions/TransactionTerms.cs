using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>How a write or a call runs as one transaction.</summary>
/// <param name="Session">What it is allowed and told.</param>
/// <param name="Actor">Who makes it; null when unknown.</param>
internal readonly record struct TransactionTerms(SessionTerms Session, Actor? Actor)
{
    /// <summary>True when its results decide whether it is committed.</summary>
    public bool IsChecked { get; init; }

    /// <summary>True when it is to be rolled back at its end.</summary>
    public bool IsRolledBack { get; init; }
}
