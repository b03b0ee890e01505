using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Rowgate.Cli.Output;
using Rowgate.Server.Options;

namespace Rowgate.Cli.Commands;

/// <summary>Talks to the admin API of the running server, at the address that the configuration gives it.</summary>
internal sealed class AdminClient(RowgateOptions options) : IDisposable
{
    private readonly ListenAddress _address = options.AdminListen ?? options.Listen[0];
    private readonly HttpClient _client = Make(options.AdminListen ?? options.Listen[0]);

    /// <summary>Asks for a document.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, path), cancellationToken);

    /// <summary>Gives an order.</summary>
    /// <param name="path">Below <c>/admin/v1/</c>.</param>
    /// <param name="body">What goes with it; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The answer; undefined when it is empty.</returns>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellationToken) =>
        // With its length, so that the server knows it before it reads.
        SendAsync(
            new(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body))
                {
                    Headers = { ContentType = new("application/json") },
                },
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            var body = answer.Content.Headers.ContentLength is 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return answer.IsSuccessStatusCode
                ? body
                : throw new CommandFailedException(
                    ExitCode.CheckFailed, body.GetProperty("message").GetString()!, body.GetProperty("hint").GetString());
        }
        catch (HttpRequestException cause)
        {
            throw new CommandFailedException(
                ExitCode.Address, $"No server answers at {_address}: {cause.Message}", "Start it with rowgate serve, or name it with --listen.");
        }
        catch (JsonException)
        {
            throw new CommandFailedException(
                ExitCode.Address, $"What answers at {_address} is not Rowgate", "Name the address of the server with --listen.");
        }
    }

    private static HttpClient Make(ListenAddress address)
    {
        var host = address.Host is "*" or "0.0.0.0" or "::" ? address with { Host = "localhost" } : address;
        if (!address.IsUnix)
            return new() { BaseAddress = new Uri($"http://{host}/admin/v1/") };
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Host), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(handler) { BaseAddress = new Uri("http://localhost/admin/v1/") };
    }
}
