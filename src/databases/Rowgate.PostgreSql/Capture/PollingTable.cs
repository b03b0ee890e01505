using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Capture;

/// <summary>A table that is read again and again.</summary>
/// <param name="Shape">What its rows look like; has a key.</param>
/// <param name="Columns">The columns to go by; all of them exist.</param>
internal sealed record PollingTable(TableShape Shape, PollingColumns Columns)
{
    /// <summary>Its name in the configuration.</summary>
    public string Name => Shape.Table.ToString();

    /// <summary>The SQL of the columns that order its rows: the cursor, then the key.</summary>
    /// <param name="suffix">What stands behind each, such as a cast.</param>
    public string Order(string suffix = "") => string.Join(", ", Key.Prepend(Columns.Cursor).Select(name => Column(name) + suffix));

    /// <summary>The SQL of the cursor.</summary>
    public string Cursor => Column(Columns.Cursor);

    /// <summary>How many columns <see cref="Order"/> has.</summary>
    public int OrderCount => Shape.Key.Length + 1;

    /// <summary>The SQL that is true for a row that counts as deleted.</summary>
    public string IsDeleted =>
        Columns.Deleted is not { } deleted ? "false"
        : Shape.Columns.First(column => column.Name == deleted).Type == "boolean" ? $"coalesce({Column(deleted)}, false)"
        : $"{Column(deleted)} IS NOT NULL";

    /// <summary>The SQL of the table itself.</summary>
    public string From => $"{new SqlText().Name(Shape.Table).Text} t";

    private IEnumerable<string> Key => Shape.Key.Select(place => Shape.Columns[place].Name);

    private static string Column(string name) => $"t.{new SqlText().Name(name).Text}";
}
