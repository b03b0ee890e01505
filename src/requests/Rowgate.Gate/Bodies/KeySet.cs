using System.Collections.Immutable;
using System.Text.Json;

namespace Rowgate.Gate.Bodies;

/// <summary>The members of the first object of a body, against which the others are held.</summary>
/// <remarks>Linear in the size of the body, whatever the body: a member is looked for where the first object had it,
/// then by its hash.</remarks>
internal sealed class KeySet
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    // For each name the number of the last object that had it, so that a member that is there twice counts once.
    private readonly List<int> _seenIn = [];
    private int _object;
    private int _index;
    private int _found;
    private bool _hasStranger;

    /// <summary>The members of the first object, in order.</summary>
    public ImmutableArray<string> Names => [.. _names];

    /// <summary>Starts the next object.</summary>
    public void Begin()
    {
        _object++;
        _index = 0;
        _found = 0;
        _hasStranger = false;
    }

    /// <summary>Takes in the member that the reader stands on.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        var place = _index < _names.Count && reader.ValueTextEquals(_names[_index]) ? _index : Find(reader.GetString()!);
        _index++;
        if (place < 0)
            _hasStranger = true;
        else if (_seenIn[place] != _object)
            (_seenIn[place], _found) = (_object, _found + 1);
    }

    /// <summary>Ends the object.</summary>
    /// <returns>True when it has the same members as the first.</returns>
    public bool End() => !_hasStranger && _found == _names.Count;

    private int Find(string name)
    {
        if (_places.TryGetValue(name, out var place))
            return place;
        if (_object > 1)
            return -1;
        place = _names.Count;
        _names.Add(name);
        _places.Add(name, place);
        _seenIn.Add(0);
        return place;
    }
}
