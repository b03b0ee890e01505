using Rowgate.Core.Catalog;

namespace Rowgate.Sqlite.Catalog;

/// <summary>A row of <c>sqlite_schema</c> that makes a table or view.</summary>
internal sealed record SchemaEntry(string Name, RelationKind Kind, string Sql);
