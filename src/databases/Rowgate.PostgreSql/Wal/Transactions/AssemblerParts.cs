using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>What an assembler works with.</summary>
/// <param name="Source">The configured name of the database.</param>
/// <param name="Decoder">Decodes the changes.</param>
/// <param name="Shapes">Which shapes were told.</param>
/// <param name="Ids">Widens transaction ids.</param>
/// <param name="Folder">Where large transactions wait.</param>
/// <param name="Time">The clock.</param>
internal sealed record AssemblerParts(
    string Source, MessageDecoder Decoder, ShapeMemory Shapes, TransactionIds Ids, SpoolFolder Folder, TimeProvider Time);
