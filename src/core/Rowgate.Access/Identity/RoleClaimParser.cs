using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Rowgate.Access.Identity;

/// <summary>Reads the text form of a <see cref="RoleClaim"/>.</summary>
/// <param name="text">The text.</param>
internal sealed class RoleClaimParser(string text)
{
    private int _at;

    public ImmutableArray<RoleStep> Read()
    {
        var steps = ImmutableArray.CreateBuilder<RoleStep>();
        Take('$');
        while (_at < text.Length)
        {
            if (steps.LastOrDefault() is TextPart)
                throw Wrong("nothing may follow a part of the text");
            if (Take('.'))
                steps.Add(new MemberStep(_at < text.Length && text[_at] == '"' ? Quoted() : Name()));
            else if (Take('['))
                steps.Add(Bracket());
            else
                throw Wrong("\".\" or \"[\" is expected");
        }

        return steps.Count > 0 ? steps.ToImmutable() : throw Wrong("a path such as .role is expected");
    }

    private RoleStep Bracket()
    {
        Blanks();
        RoleStep step;
        if (_at < text.Length && text[_at] is '"' or '\'')
            step = new MemberStep(Quoted());
        else if (Take('?'))
            step = Filter();
        else
            step = NumberOrPart();
        Blanks();
        return Take(']') ? step : throw Wrong("\"]\" is expected");
    }

    private FilterStep Filter()
    {
        Blanks();
        var inParentheses = Take('(');
        Blanks();
        if (!Take('@'))
            throw Wrong("\"@\" is expected");
        Blanks();
        var comparison = Array.Find(FilterStep.Comparisons, known => text.AsSpan(_at).StartsWith(known))
            ?? throw Wrong("==, !=, ^==, ==^ or *== is expected");
        _at += comparison.Length;
        Blanks();
        var value = Quoted();
        Blanks();
        return inParentheses && !Take(')') ? throw Wrong("\")\" is expected") : new(comparison, value);
    }

    private RoleStep NumberOrPart()
    {
        var start = Number();
        Blanks();
        if (Take(':'))
        {
            Blanks();
            return new TextPart(start, Number());
        }

        return start is { } index ? new ElementStep(index) : throw Wrong("a number, a text in quotes or a filter is expected");
    }

    private int? Number()
    {
        var start = _at;
        Take('-');
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        if (_at == start)
            return null;
        return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("the number is not one");
    }

    private string Name()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '$' or '@'))
            _at++;
        return _at > start ? text[start.._at] : throw Wrong("a name is expected; other characters than letters, digits, _, $ and @ need quotes");
    }

    private string Quoted()
    {
        if (_at == text.Length || text[_at] is not ('"' or '\''))
            throw Wrong("a text in quotes is expected");
        var quote = text[_at++];
        var value = new StringBuilder();
        for (; _at < text.Length && text[_at] != quote; _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            value.Append(text[_at]);
        }

        return Take(quote) ? value.ToString() : throw Wrong("the quote is not closed");
    }

    private void Blanks()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
    }

    private bool Take(char wanted)
    {
        if (_at == text.Length || text[_at] != wanted)
            return false;
        _at++;
        return true;
    }

    private FormatException Wrong(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The path to the role is wrong at character {_at + 1}: {what}"));
}
