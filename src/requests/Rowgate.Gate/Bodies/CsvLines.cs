using System.Globalization;
using System.Text;

namespace Rowgate.Gate.Bodies;

/// <summary>Takes CSV text apart, one record after the other.</summary>
internal sealed class CsvLines(string text)
{
    private readonly StringBuilder _field = new();
    private int _at;

    /// <summary>The number of the record read last, from one; the header is one.</summary>
    public int Number { get; private set; }

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads the next record; empty lines are passed over.</summary>
    /// <returns>False at the end, and when the text is at fault.</returns>
    public bool TryNext(out List<string> fields)
    {
        fields = [];
        while (_at < text.Length && text[_at] is '\r' or '\n')
            _at++;
        if (_at >= text.Length || Fault is not null)
            return false;
        Number++;
        do
        {
            fields.Add(ReadField());
        }
        while (Fault is null && SkipComma());
        return Fault is null;
    }

    // True when another field follows; at the end of the record it steps over the line end.
    private bool SkipComma()
    {
        if (_at >= text.Length)
            return false;
        if (text[_at] == ',')
        {
            _at++;
            return true;
        }

        if (text[_at] is not ('\r' or '\n'))
            Fault = string.Create(CultureInfo.InvariantCulture, $"Line {Number} has text behind a closing quote.");
        return false;
    }

    private string ReadField()
    {
        if (_at >= text.Length || text[_at] != '"')
        {
            var length = text.AsSpan(_at).IndexOfAny(',', '\r', '\n');
            var start = _at;
            _at = length < 0 ? text.Length : _at + length;
            return text[start.._at];
        }

        _field.Clear();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '"')
            {
                _field.Append(text[_at]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '"')
            {
                _field.Append(text[_at++]);
            }
            else
            {
                _at++;
                return _field.ToString();
            }
        }

        Fault = string.Create(CultureInfo.InvariantCulture, $"Line {Number} has a quote that is never closed.");
        return "";
    }
}
