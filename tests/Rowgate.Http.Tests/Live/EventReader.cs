using System.Text.Json.Nodes;

namespace Rowgate.Http.Tests.Live;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    /// <summary>The next event with data.</summary>
    public async Task<(string Event, JsonNode Data)> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var (name, data) = ("message", "");
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
                return (name, JsonNode.Parse(data)!);
            if (line.Length == 0)
                name = "message";
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public void Dispose() => _reader.Dispose();
}
