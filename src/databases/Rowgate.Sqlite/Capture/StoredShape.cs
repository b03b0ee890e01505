using System.Collections.Immutable;
using Rowgate.Core.Changes;

namespace Rowgate.Sqlite.Capture;

/// <summary>A row of <c>_rowgate_shape</c>.</summary>
/// <param name="Id">Its number, as triggers and changes name it.</param>
/// <param name="Name">The table's name when the triggers were made: theirs begin with it, even after the table was renamed.</param>
/// <param name="Shape">What the images look like.</param>
/// <param name="Keys">The signatures of the unique keys that the triggers look at.</param>
internal sealed record StoredShape(long Id, string Name, TableShape Shape, ImmutableHashSet<string> Keys);
