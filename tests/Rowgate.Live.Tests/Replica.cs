using System.Text.Json;
using Rowgate.Core.Positions;

namespace Rowgate.Live.Tests;

/// <summary>A client that rebuilds a result from the events, as docs/reference/live.md tells it to.</summary>
internal sealed class Replica
{
    private readonly List<(string Key, string Row)> _rows = [];
    private (string Key, string Row)[] _rowsAtLast = [];
    private bool _isInSnapshot;

    /// <summary>The id to resume from.</summary>
    public JournalOffset? Last { get; private set; }

    /// <summary>The words of the events so far.</summary>
    public List<string> Words { get; } = [];

    public IEnumerable<string> Rows => _rows.Select(row => row.Row);

    public IEnumerable<string> SortedRows => Rows.Order(StringComparer.Ordinal);

    public void Apply(LiveEvent happened)
    {
        using var data = happened.Data.IsEmpty ? null : JsonDocument.Parse(happened.Data);
        Words.Add(happened.Kind.ToString());
        if (happened.Kind == LiveEventKind.Snapshot)
            ApplySnapshot(data!.RootElement);
        else if (happened.Kind == LiveEventKind.Change)
            ApplyChange(data!.RootElement);
        if (happened.Offset is null)
            return;
        Last = happened.Offset;
        _rowsAtLast = [.. _rows];
    }

    /// <summary>Takes back what came after the last id.</summary>
    public void Rollback()
    {
        _rows.Clear();
        _rows.AddRange(_rowsAtLast);
        _isInSnapshot = false;
    }

    private void ApplySnapshot(JsonElement data)
    {
        if (!_isInSnapshot)
            _rows.Clear();
        _isInSnapshot = data.GetProperty("more").GetBoolean();
        var rows = data.GetProperty("rows").EnumerateArray().ToList();
        var keys = data.TryGetProperty("keys", out var given)
            ? given.EnumerateArray().Select(key => key.GetRawText())
            : rows.Select(KeyOf);
        _rows.AddRange(keys.Zip(rows.Select(row => row.GetRawText())));
    }

    private void ApplyChange(JsonElement data)
    {
        var operation = data.GetProperty("op").GetString()!;
        Words[^1] = operation;
        var row = data.GetProperty("row").GetRawText();
        var key = data.GetProperty("key") is { ValueKind: JsonValueKind.Object } object_ ? object_.GetRawText() : row;
        var index = data.TryGetProperty("index", out var given) ? given.GetInt32() : (int?)null;
        if (data.TryGetProperty("old_key", out var oldKey))
            Remove(oldKey.GetRawText());
        if (operation == "leave")
        {
            if (index is { } place)
                Assert.Equal(row, _rows[place].Row);
            Assert.True(index is { } at ? RemoveAt(at) : Remove(key), $"{row} leaves, but is not there");
            return;
        }

        if (operation == "change" || index is null && data.GetProperty("key").ValueKind == JsonValueKind.Object)
            Remove(key);
        _rows.Insert(index ?? _rows.Count, (key, row));
    }

    private bool RemoveAt(int index)
    {
        _rows.RemoveAt(index);
        return true;
    }

    private bool Remove(string key)
    {
        var at = _rows.FindIndex(row => row.Key == key);
        if (at >= 0)
            _rows.RemoveAt(at);
        return at >= 0;
    }

    // Every table of the shop with a key has it in the column id.
    private static string KeyOf(JsonElement row) =>
        row.TryGetProperty("id", out var id) ? $$"""{"id":{{id.GetRawText()}}}""" : row.GetRawText();
}
