using System.Text;
using Rowgate.Core.Values;
using Rowgate.Gate.Requests;

namespace Rowgate.Http.Rest;

/// <summary>The address of the one row that an insert has made.</summary>
internal static class RowLocation
{
    /// <summary>The address; null when it was not one row, or the table has no primary key.</summary>
    public static string? Of(string path, WriteOutcome outcome)
    {
        var target = outcome.Plan.Target;
        if (outcome.Result.Key is not { } key || target.PrimaryKey.IsEmpty || key.Count != target.PrimaryKey.Length)
            return null;
        var location = new StringBuilder(path);
        for (var i = 0; i < key.Count; i++)
        {
            var column = target.Columns[target.PrimaryKey[i]].Name;
            var value = LiteralReader.Text(Encoding.UTF8.GetBytes(key[i]));
            location.Append(i == 0 ? '?' : '&').Append(Uri.EscapeDataString(column))
                .Append(value == "null" && key[i] == "null" ? "=is." : "=eq.").Append(Uri.EscapeDataString(value));
        }

        return location.ToString();
    }
}
