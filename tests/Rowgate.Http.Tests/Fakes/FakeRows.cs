using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Http.Tests.Fakes;

/// <summary>Rows as a test wrote them, in one batch.</summary>
internal sealed class FakeRows : RowStream
{
    private readonly string[] _rows;
    private bool _isRead;

    public FakeRows(string[] rows, long? total, ResponseWishes? wishes)
    {
        _rows = rows;
        Total = total;
        Response = wishes;
    }

    public static RowBatch Batch(string[] rows)
    {
        var ends = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            ends[i] = Encoding.UTF8.GetByteCount(rows[i]) + (i == 0 ? 0 : ends[i - 1] + 1);
        return new RowBatch(Encoding.UTF8.GetBytes(string.Join(rows is [['{' or '"' or (>= '0' and <= '9'), ..], ..] ? "," : "\n", rows)), ends);
    }

    public override ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        var batch = _isRead ? default : Batch(_rows);
        _isRead = true;
        return new(batch);
    }

    public override ValueTask DisposeAsync() => default;
}
