using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Live;

namespace Rowgate.Http.Live;

/// <summary>Where a client wants to resume; nowhere when it has nothing yet.</summary>
/// <param name="Offset">The place of the last id it saw; null for a new snapshot.</param>
internal sealed record ResumeOffset(JournalOffset? Offset)
{
    /// <summary>Reads <c>Last-Event-ID</c>, else the parameter <c>offset_from</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who asks: one who is not let in hears nothing of ids either.</param>
    /// <param name="live">Knows the ids.</param>
    public static Outcome<ResumeOffset> Of(HttpRequest request, Caller caller, LiveQueries live)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0)
            text = request.Query["offset_from"].ToString();
        if (text.Length == 0)
            return new ResumeOffset(default(JournalOffset?));
        if (live.Admit(caller) is { } refusal)
            return refusal;
        if (!ResumeId.TryParse(text, out var id))
            return new Refusal(RefusalCode.OffsetUnknown, $"'{Shorten(text)}' is not an id", Hint: "Send one that you were given, as it is.");
        var found = live.Find(id);
        return found.Accepted ? new ResumeOffset(found.Value) : found.Refusal;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
