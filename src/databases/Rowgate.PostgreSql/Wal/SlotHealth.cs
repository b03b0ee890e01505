namespace Rowgate.PostgreSql.Wal;

/// <summary>How the replication slot is doing.</summary>
/// <param name="WalStatus"><c>reserved</c>, <c>extended</c>, <c>unreserved</c> or <c>lost</c>; empty when it is not known.</param>
/// <param name="RetainedBytes">How much of the log it holds back.</param>
/// <param name="BudgetBytes">How much it may hold back before an alert.</param>
public sealed record SlotHealth(string WalStatus, long RetainedBytes, long BudgetBytes)
{
    /// <summary>True when the slot holds back more than it may.</summary>
    public bool IsOverBudget => BudgetBytes > 0 && RetainedBytes > BudgetBytes;
}
