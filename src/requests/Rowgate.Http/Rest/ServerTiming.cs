using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rowgate.Gate.Accounting;

namespace Rowgate.Http.Rest;

/// <summary>Tells in <c>Server-Timing</c> how long the steps of a request took.</summary>
/// <remarks>Source: https://www.w3.org/TR/server-timing/</remarks>
internal static class ServerTiming
{
    /// <summary>Starts the clock; the header is written when the answer begins.</summary>
    public static StepTimes Start(HttpResponse response, TimeProvider time)
    {
        var times = new StepTimes(time);
        response.OnStarting(() =>
        {
            response.Headers["Server-Timing"] = Text(times);
            return Task.CompletedTask;
        });
        return times;
    }

    /// <summary>The header; durations in milliseconds.</summary>
    public static string Text(StepTimes times) => string.Create(
        CultureInfo.InvariantCulture,
        $"jwt;dur={Milliseconds(times[RequestStep.Identify])}, parse;dur={Milliseconds(times[RequestStep.Parse])}, "
        + $"plan;dur={Milliseconds(times[RequestStep.Plan])}, transaction;dur={Milliseconds(times[RequestStep.Run])}, "
        + $"response;dur={Milliseconds(times.Rest)}");

    private static string Milliseconds(TimeSpan taken) => taken.TotalMilliseconds.ToString("0.0##", CultureInfo.InvariantCulture);
}
