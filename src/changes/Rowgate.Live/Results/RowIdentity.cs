namespace Rowgate.Live.Results;

/// <summary>What makes a row of a result the same row in the next result: its key, or without one all it shows.</summary>
/// <param name="Bytes">The key as a JSON array, or the row.</param>
/// <param name="Occurrence">How many rows before it have the same bytes.</param>
internal readonly record struct RowIdentity(ReadOnlyMemory<byte> Bytes, int Occurrence)
{
    /// <summary>True when both have the same content.</summary>
    public bool Equals(RowIdentity other) =>
        Occurrence == other.Occurrence && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Occurrence);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }
}
