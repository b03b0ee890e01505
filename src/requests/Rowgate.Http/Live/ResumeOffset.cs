using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;

namespace Rowgate.Http.Live;

/// <summary>Where a client wants to resume; nowhere when it has nothing yet.</summary>
/// <param name="Offset">The last offset it saw; null for a new snapshot.</param>
internal sealed record ResumeOffset(JournalOffset? Offset)
{
    /// <summary>Reads <c>Last-Event-ID</c>, else the parameter <c>offset_from</c>.</summary>
    public static Outcome<ResumeOffset> Of(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0)
            text = request.Query["offset_from"].ToString();
        if (text.Length == 0)
            return new ResumeOffset(default(JournalOffset?));
        return JournalOffset.TryParse(text, out var offset)
            ? new ResumeOffset(offset)
            : new Refusal(RefusalCode.OffsetUnknown, $"'{Shorten(text)}' is not an offset", Hint: "An offset is a decimal number.");
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
