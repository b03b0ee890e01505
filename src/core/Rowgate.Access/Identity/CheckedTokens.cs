using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Rowgate.Access.Identity;

/// <summary>Callers of tokens whose signature was found to be right, so that it is not checked with each request.</summary>
/// <remarks>
/// Bounded: two generations, of which the older one is forgotten when the younger one is full. Tokens are known by their hash,
/// so that a copy of memory holds none of them.
/// </remarks>
/// <param name="max">How many are remembered; zero for none.</param>
internal sealed class CheckedTokens(int max)
{
    private Generation _young = new();
    private Generation _old = new();

    /// <summary>The caller of a token; null when it is not known, or no longer believed.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <param name="keys">The version of the keys in force: a token is checked again when they change.</param>
    public Caller? Find(string token, long now, int keys)
    {
        if (max == 0)
            return null;
        var hash = Hash(token);
        if (!_young.TryGetValue(hash, out var found) && _old.TryGetValue(hash, out found))
            Keep(hash, found);
        return found is not null && found.Keys == keys && !(now > found.RefusedFrom) ? found.Caller : null;
    }

    /// <summary>Remembers a caller.</summary>
    public void Add(string token, Caller caller, double? refusedFrom, int keys)
    {
        if (max > 0)
            Keep(Hash(token), new(caller, refusedFrom, keys));
    }

    private void Keep(UInt256 hash, Entry entry)
    {
        var young = _young;
        young[hash] = entry;

        // Counting takes all of the dictionary's locks, so it is counted beside it. Two callers at once may lose a
        // generation; that costs signatures, never rightness.
        if (Interlocked.Increment(ref young.Added) < Math.Max(1, max / 2))
            return;
        if (Interlocked.CompareExchange(ref _young, new(), young) == young)
            _old = young;
    }

    private static UInt256 Hash(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct UInt256(UInt128 High, UInt128 Low);

    private sealed record Entry(Caller Caller, double? RefusedFrom, int Keys);

    private sealed class Generation : ConcurrentDictionary<UInt256, Entry>
    {
        public int Added;
    }
}
