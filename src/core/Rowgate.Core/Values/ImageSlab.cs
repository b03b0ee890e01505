// Hot path: bench/Capture
namespace Rowgate.Core.Values;

/// <summary>Keeps the bytes of row images: one allocation for hundreds of small rows. For one thread.</summary>
public sealed class ImageSlab
{
    // Below the 85,000 bytes from which .NET keeps an array on the large object heap.
    private const int SlabBytes = 64 << 10;

    private byte[] _slab = [];
    private int _at;

    /// <summary>An image with a copy of these bytes.</summary>
    public RowImage Keep(ReadOnlySpan<byte> json)
    {
        if (json.Length > SlabBytes / 4)
            return new(json.ToArray());
        if (_slab.Length - _at < json.Length)
            (_slab, _at) = (GC.AllocateUninitializedArray<byte>(SlabBytes), 0);
        json.CopyTo(_slab.AsSpan(_at));
        var image = _slab.AsMemory(_at, json.Length);
        _at += json.Length;
        return new(image);
    }
}
