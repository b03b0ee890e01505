// Appends numbered transactions to the journal in the first argument, and writes a line "POSITION END" for each append
// that was acknowledged. The second argument seeds the sizes. Runs until it is killed, or its standard input ends because
// whoever started it is gone.
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;

new Thread(EndWithParent) { IsBackground = true }.Start();
var shape = new TableShape(new TableName("main", "log"), [new ShapeColumn("position", "INTEGER", ValueKind.Integer)], [0]);
var random = new Random(int.Parse(args[1], CultureInfo.InvariantCulture));
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await using var journal = EmbeddedJournal.Open(
    new() { Directory = args[0], RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
var position = (await journal.LastAsync("main", CancellationToken.None))?.Position.Value ?? 0;

while (true)
{
    var isLarge = random.Next(4) == 0;
    if (isLarge)
        await AppendInPartsAsync(++position, random.Next(2, 6));
    else
        await AppendSeveralAsync(random.Next(1, 5));
    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{position} {journal.End}"));
}

async Task AppendInPartsAsync(ulong number, int parts)
{
    const int Size = 100;
    for (var part = 0; part < parts; part++)
        await journal.AppendAsync([Part(number, part * Size, Size, parts * Size)], CancellationToken.None);
}

async Task AppendSeveralAsync(int count)
{
    var several = new List<TransactionPart>();
    for (var at = 0; at < count; at++)
    {
        var size = random.Next(1, 200);
        several.Add(Part(++position, 0, size, size));
    }

    await journal.AppendAsync(several, CancellationToken.None);
}

TransactionPart Part(ulong number, int index, int count, int total) => new()
{
    Transaction = new("main", number.ToString(CultureInfo.InvariantCulture), new(number), TimeProvider.System.GetUtcNow()),
    Index = index,
    IsLast = index + count == total,
    Changes =
    [
        .. Enumerable.Range(index, count).Select(at => new RowInserted(
            shape, RowImage.Of(string.Create(CultureInfo.InvariantCulture, $"[{number},{at},{total}]")))),
    ],
};

// A killed test run must not leave anybody behind who writes for ever.
static void EndWithParent()
{
    Console.OpenStandardInput().CopyTo(Stream.Null);
    Environment.Exit(0);
}
