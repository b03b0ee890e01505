// Hot path: bench/Fanout
namespace Rowgate.Core.Values;

/// <summary>Finds the literals of a row image: one pass over the bytes, then each value by its ordinal.</summary>
/// <remarks>Reusable: <see cref="Read"/> again for the next row. Not safe for several threads.</remarks>
public sealed class ColumnOffsets
{
    private int[] _starts = new int[17];
    private ReadOnlyMemory<byte> _json;

    /// <summary>How many values the image has.</summary>
    public int Count { get; private set; }

    /// <summary>The literal of one column, such as <c>42</c>, <c>"ada"</c> or <c>null</c>.</summary>
    public ReadOnlySpan<byte> this[int ordinal] =>
        _json.Span[_starts[ordinal]..(_starts[ordinal + 1] - 1)];

    /// <summary>The literal of one column as memory that lives as long as the image's.</summary>
    public ReadOnlyMemory<byte> Slice(int ordinal) => _json[_starts[ordinal]..(_starts[ordinal + 1] - 1)];

    /// <summary>Points at the values of this image.</summary>
    /// <param name="image">A well-formed image; its bytes must not change while this is in use.</param>
    public void Read(RowImage image)
    {
        _json = image.Json;
        var span = _json.Span;
        Count = 0;
        if (span.Length <= 2)
            return;

        var at = 1;
        while (true)
        {
            if (Count + 2 > _starts.Length)
                Array.Resize(ref _starts, _starts.Length * 2);
            _starts[Count++] = at;
            at = EndOfLiteral(span, at);
            _starts[Count] = at + 1;
            if (span[at] == ']')
                return;
            at++;
        }
    }

    // The place of the comma or bracket behind the literal that starts here.
    private static int EndOfLiteral(ReadOnlySpan<byte> json, int at)
    {
        var depth = 0;
        while (true)
        {
            switch (json[at])
            {
                case (byte)'"':
                    at = EndOfString(json, at + 1);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    break;
                case (byte)',' or (byte)']' when depth == 0:
                    return at;
            }

            at++;
        }
    }

    private static int EndOfString(ReadOnlySpan<byte> json, int at)
    {
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == '"')
                return at;
            at += 2;
        }
    }
}
