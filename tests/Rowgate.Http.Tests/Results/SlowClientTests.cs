using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Http.Messages;
using Rowgate.Http.Results;

namespace Rowgate.Http.Tests.Results;

public sealed class SlowClientTests
{
    [Fact]
    public async Task A_client_who_takes_nothing_loses_the_connection()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        var connection = new Connection();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(pipe.Writer.AsStream()));
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        await using var rows = new EndlessRows();

        var refusal = await RowsResponse.SendAsync(
            context, rows, EndlessRows.Batch, new Page(0, null, null), ResultFormat.Json, 1000, TimeSpan.FromMilliseconds(20));

        Assert.Null(refusal);
        Assert.True(connection.IsAborted);
    }

    [Fact]
    public void A_row_may_hold_documents_as_deep_as_SQLite_stores_them()
    {
        var row = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}");

        foreach (var writer in new RowsWriter[] { new CsvWriter(), new StrippedWriter(isArray: true) })
        {
            var output = new ArrayBufferWriter<byte>();
            writer.Write(output, new(row, new[] { row.Length }));
            Assert.InRange(output.WrittenCount, 2000, 3000);
        }
    }

    private sealed class EndlessRows : RowStream
    {
        private static readonly byte[] Row = Encoding.UTF8.GetBytes($"{{\"v\":\"{new string('x', 100_000)}\"}}");

        public static RowBatch Batch => new(Row, new[] { Row.Length });

        public override ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Outcome<RowBatch>>(Batch);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }
}
