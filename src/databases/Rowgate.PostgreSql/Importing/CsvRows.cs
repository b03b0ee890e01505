using System.Text;
using Rowgate.Core.Query.Plans;

namespace Rowgate.PostgreSql.Importing;

/// <summary>Comma-separated values: the server reads them itself, but for the header.</summary>
internal sealed class CsvRows(ImportPlan plan, ImportBody body) : ImportRows
{
    private bool _isQuoted;
    private bool _isInRow;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<string>> BeginAsync(CancellationToken cancellationToken)
    {
        if (await body.LineAsync(cancellationToken) is not { IsEmpty: false } header)
            return [];
        var names = Names(Encoding.UTF8.GetString(header.Span).TrimStart('\uFEFF'));
        return plan.Columns is null ? [.. names.Select(name => Known(plan, name))] : names;
    }

    /// <inheritdoc/>
    public override async ValueTask CopyAsync(IRowOutput output, CancellationToken cancellationToken)
    {
        while (await body.PieceAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            CountRows(piece.Span);
            await output.WriteAsync(piece, cancellationToken);
        }

        if (_isInRow)
            Count++;
    }

    private static List<string> Names(string header)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var isQuoted = false;
        for (var place = 0; place < header.Length; place++)
        {
            var character = header[place];
            if (character == '"' && isQuoted && place + 1 < header.Length && header[place + 1] == '"')
            {
                name.Append('"');
                place++;
            }
            else if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == ',' && !isQuoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(character);
            }
        }

        names.Add(name.ToString());
        return names;
    }

    private void CountRows(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            if (value == '"')
                _isQuoted = !_isQuoted;
            if (value == '\n' && !_isQuoted)
            {
                Count += _isInRow ? 1 : 0;
                _isInRow = false;
            }
            else
            {
                _isInRow = true;
            }
        }
    }
}
