using Rowgate.Core.Positions;

namespace Rowgate.Live;

/// <summary>One event of a live query. Immutable, and shared by all who receive it.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Offset">The event's id, of which <see cref="LiveQueries.IdOf"/> tells the form for clients: where to resume once this event is applied. Null when the event belongs together
/// with the next one that has an id, and for <see cref="LiveEventKind.Error"/>.</param>
/// <param name="Data">The UTF-8 JSON object of <c>docs/reference/live.md</c>; empty for <see cref="LiveEventKind.Progress"/>.</param>
public sealed record LiveEvent(LiveEventKind Kind, JournalOffset? Offset, ReadOnlyMemory<byte> Data);
