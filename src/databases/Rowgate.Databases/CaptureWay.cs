using System.Collections.Immutable;

namespace Rowgate.Databases;

/// <summary>A way of capture, and whether a source allows it.</summary>
/// <param name="Mode">The way: <c>wal</c>, <c>trigger</c> or <c>polling</c>.</param>
/// <param name="Missing">What stands against it, a sentence each; empty when it is possible.</param>
/// <param name="Statements">The SQL that gives what is missing, for a superuser to run, in order; empty when nothing is.</param>
public sealed record CaptureWay(string Mode, ImmutableArray<string> Missing, ImmutableArray<string> Statements)
{
    /// <summary>True when changes can be captured this way.</summary>
    public bool IsPossible => Missing.IsEmpty;

    /// <summary>True when all that is missing is a name that nobody else uses: no other way is taken for that.</summary>
    public bool IsMisnamed { get; init; }
}
