using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rowgate.Bench;

/// <summary>Load on one URL from a process of its own: <c>wrk</c>, so that the client costs the same for each server.</summary>
internal static partial class Load
{
    // Made before they are sent: what the client costs would make every ratio smaller.
    private const int RequestsMade = 16_384;

    // Looking at each answer slows the client down: only after errors.
    private const string ShowErrors = """

        response = function(status, headers, body) if status > 299 then print(status, body) end end
        """;

    /// <summary>Asks for random ids over keep-alive connections.</summary>
    /// <param name="url">Where; <c>{id}</c> stands for the id.</param>
    /// <param name="ids">Ids are 1 to this.</param>
    /// <param name="connections">How many requests are in flight.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="tokens">Bearer tokens to take turns; none for requests without.</param>
    /// <param name="body">A JSON body to post; <c>{id}</c> stands for the id. Null to get.</param>
    /// <returns>Requests answered per second.</returns>
    public static async Task<double> RunAsync(
        string url, int ids, int connections, int seconds, string[]? tokens = null, string? body = null)
    {
        var target = new Uri(url.Replace("{id}", "1", StringComparison.Ordinal));
        var script = Path.GetTempFileName();
        try
        {
            var path = url[(url.IndexOf(target.Authority, StringComparison.Ordinal) + target.Authority.Length)..];
            var request = $$"""
                math.randomseed(7)
                local tokens = { {{string.Join(", ", (tokens ?? []).Select(token => $"\"{token}\""))}} }
                local requests, last = {}, 0
                local function fill(text) return (text:gsub("{id}", tostring(math.random({{ids}})))) end
                init = function()
                  for place = 1, {{RequestsMade}} do
                    local headers = { ["Content-Type"] = "application/json" }
                    if #tokens > 0 then headers["Authorization"] = "Bearer " .. tokens[place % #tokens + 1] end
                    requests[place] = wrk.format("{{(body is null ? "GET" : "POST")}}", fill([[{{path}}]]), headers, {{(body is null ? "nil" : $"fill([[{body}]])")}})
                  end
                end
                request = function()
                  last = last % #requests + 1
                  return requests[last]
                end
                """;
            await File.WriteAllTextAsync(script, request);
            var arguments = $"-t1 -c{connections} -d{seconds}s -s {script} {target}";
            var output = await RunAsync(arguments);
            if (output.Contains("Non-2xx", StringComparison.Ordinal))
            {
                await File.WriteAllTextAsync(script, request + ShowErrors);
                throw new BenchException($"The server answered with errors:\n{output}Such as, once more:\n{await RunAsync(arguments)}");
            }

            return double.Parse(RequestsPerSecond().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> RunAsync(string arguments)
    {
        using var wrk = Start(arguments);
        var output = wrk.StandardOutput.ReadToEndAsync();
        var errors = await wrk.StandardError.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return errors.Length == 0 ? await output : throw new InvalidOperationException("wrk failed:\n" + errors);
    }

    private static Process Start(string arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (Win32Exception)
        {
            throw new BenchException("There is no wrk here. Install it: apt-get install wrk");
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestsPerSecond();
}
