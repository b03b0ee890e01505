using System.Text;
using System.Text.Json;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

public sealed class CopiedRowsTests
{
    private const int BufferLength = 128 << 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Rows that end one byte before, at, and one byte behind the end of the buffer as it is and as it grows, with small ones between.
    [Fact]
    public async Task A_buffer_that_is_full_in_the_middle_of_a_row_is_not_the_end()
    {
        int[] lengths =
        [
            .. new[] { BufferLength / 2, BufferLength, 2 * BufferLength, 8 * BufferLength }.SelectMany(length => Enumerable.Range(length - 4, 9)),
            9_000_000,
        ];
        await using var gateway = await Gateway.OpenAsync(15, $"""
            CREATE TABLE t (id int PRIMARY KEY, note text);
            INSERT INTO t SELECT 2 * place, repeat('x', length) FROM unnest(ARRAY[{string.Join(',', lengths)}]) WITH ORDINALITY AS l (length, place);
            INSERT INTO t SELECT 2 * i + 1, 'small' FROM generate_series(1, {lengths.Length}) i;
            """);

        var rows = await ReadAsync(gateway);

        Assert.NotNull(rows.Value);
        Assert.Equal(2 * lengths.Length, rows.Value.Count);
        Assert.Equal(lengths, Enumerable.Range(1, lengths.Length).Select(place => rows.Value[2 * place]));
        Assert.All(Enumerable.Range(1, lengths.Length), place => Assert.Equal(5, rows.Value[(2 * place) + 1]));
    }

    // A control character takes six times its room in JSON. The row that is refused takes 3 GB of memory: only with ROWGATE_LONG=1.
    [Fact]
    public async Task A_row_may_be_large_and_is_refused_when_its_image_is_too_large()
    {
        var isLong = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1";
        await using var gateway = await Gateway.OpenAsync(15, $"""
            CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t VALUES (1, repeat(E'\x01', {(isLong ? 180_000_000 : 5_000_000)}))
            """);

        var rows = await ReadAsync(gateway);

        if (!isLong)
        {
            Assert.Equal(5_000_000, rows.Value![1]);
            return;
        }

        Assert.Equal(RefusalCode.QueryTooComplex, rows.Refusal?.Code);
        Assert.Contains("larger than", rows.Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal("[]", await gateway.ReadAsync("t?id=eq.2"));
    }

    // By id, the length of the note.
    private static async Task<Outcome<Dictionary<int, int>>> ReadAsync(Gateway gateway)
    {
        var opened = await gateway.Database.ReadAsync(
            gateway.Plan("t?select=id,note"), new(Rendering: RowRendering.Image, WithMark: true), RequestSession.Own, Token);
        Assert.True(opened.Accepted, opened.Refusal?.ToString());
        await using var rows = opened.Value;
        var lengths = new Dictionary<int, int>();
        while (true)
        {
            var batch = await rows.NextAsync(Token);
            if (!batch.Accepted)
                return batch.Refusal;
            if (batch.Value.Count == 0)
                return lengths;
            using var images = JsonDocument.Parse($"[{Encoding.UTF8.GetString(batch.Value.Json.Span)}]");
            foreach (var image in images.RootElement.EnumerateArray())
                lengths.Add(image[0].GetInt32(), image[1].GetString()!.Length);
        }
    }
}
