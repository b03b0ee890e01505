using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;

namespace Rowgate.PostgreSql.Capture;

/// <summary>What can be wrong before capture by SQL begins, in words for people.</summary>
internal static class CaptureFaults
{
    /// <summary>Another process captures under the same name.</summary>
    public static DatabaseException Claimed(string name) =>
        new(
            $"Another Rowgate captures this database under the name {name} already.",
            "Stop the other one, or give one of them another capture name.",
            isTransient: true);

    /// <summary>What is captured through may be lent to others.</summary>
    public static DatabaseException Pooled() =>
        new(
            "A pooler stands between Rowgate and the database, and capture needs a connection of its own.",
            "Set database.direct-source to the address of the database itself; requests go on through the pooler.",
            isTransient: false);

    /// <summary>The journal does not go on where the database does.</summary>
    public static DatabaseException Broken(string message) =>
        new(
            message,
            "Put back the database or the journal that belongs to it. Or run `rowgate capture remove` and begin with an empty journal.",
            isTransient: false);

    /// <summary>No way of capture is open.</summary>
    public static DatabaseException Impossible(IEnumerable<CaptureWay> ways) =>
        new(
            "The changes of this database cannot be captured. "
            + string.Join(' ', ways.Select(way => $"By {way.Mode}: {string.Join(' ', way.Missing)}")),
            "Run `rowgate check`: it says what a superuser must run.",
            isTransient: false);

    /// <summary>Polling is not set up for what there is.</summary>
    public static DatabaseException NotPolled(IReadOnlyCollection<string> problems) =>
        new(
            problems.Count == 0 ? "Polling has no table to read." : string.Join(' ', problems),
            "Name tables and their cursor columns in capture.polling, as in { public.orders: updated_at }.",
            isTransient: false);

    /// <summary>The server lacks what capture is made with.</summary>
    public static DatabaseException TooOld(int version, int oldest) =>
        new(
            $"PostgreSQL {version} is too old for capture.",
            $"Use {oldest} or newer, or set capture.mode to none.",
            isTransient: false);

    /// <summary>Runs SQL, and tells what went wrong in words.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception cause) when (ConnectionFaults.IsKnown(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFaults.Translate(cause);
        }
    }
}
