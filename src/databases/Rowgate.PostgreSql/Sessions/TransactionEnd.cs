using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>What is known at the end of a transaction.</summary>
/// <param name="Wishes">What SQL wants of the response; null for nothing.</param>
/// <param name="Position">A place in the log that the transaction is at or before; null when changes are not captured, or when
/// nothing was committed.</param>
internal readonly record struct TransactionEnd(ResponseWishes? Wishes, SourcePosition? Position);
