using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Journal;

namespace Rowgate.Server.Admin;

/// <summary>Where a reader of the change feed starts.</summary>
internal static class ChangeFeedStart
{
    /// <summary>The offset of <c>Last-Event-ID</c>, else of <c>from</c>, else the end of the journal.</summary>
    public static Outcome<JournalOffset> Of(HttpRequest request, IJournal journal)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0)
            text = request.Query["from"].ToString();
        if (text.Length == 0)
            return journal.End;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return new Refusal(
                RefusalCode.OffsetUnknown, $"\"{text}\" is not an offset", Hint: "Write from=1200, or from=-100 for the newest hundred.");
        }

        var (start, end) = (journal.Start, journal.End);
        if (number < 0)
            return new JournalOffset(Math.Max(start.Value, end.Value + number));
        if (number < start.Value)
            return new Refusal(RefusalCode.OffsetExpired, $"The journal starts at offset {start}; offset {number} is no longer held");
        return number <= end.Value
            ? new JournalOffset(number)
            : new Refusal(RefusalCode.OffsetUnknown, $"The journal ends at offset {end}; offset {number} lies behind that");
    }
}
