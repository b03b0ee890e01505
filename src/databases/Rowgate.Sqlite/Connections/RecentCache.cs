namespace Rowgate.Sqlite.Connections;

/// <summary>The last few things made from a text: what a statement repeats for every row is made once.</summary>
internal sealed class RecentCache<T>(Func<byte[], T> make)
{
    private readonly (byte[]? Key, T Value)[] _entries = new (byte[]? Key, T Value)[16];
    private int _next;

    public T Get(ReadOnlySpan<byte> key)
    {
        foreach (var (known, value) in _entries)
        {
            if (known is not null && key.SequenceEqual(known))
                return value;
        }

        var copy = key.ToArray();
        var made = make(copy);
        _entries[_next] = (copy, made);
        _next = (_next + 1) % _entries.Length;
        return made;
    }
}
