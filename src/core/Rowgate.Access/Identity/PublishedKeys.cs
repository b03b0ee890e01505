using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Rowgate.Access.Identity;

/// <summary>Keys that somebody publishes at a URL, and changes now and then.</summary>
/// <remarks>
/// They are read with the first token, again when a token names a key that is not among them, and once an hour, so that a key
/// that was withdrawn is no longer believed. While the place does not answer, the keys that were read last stay in force.
/// </remarks>
internal sealed partial class PublishedKeys
{
    private const int DocumentBytesMax = 1 << 20;
    private static readonly TimeSpan AgeMax = TimeSpan.FromHours(1);

    // A stranger can name unknown keys as often as it likes.
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseMinWithoutKeys = TimeSpan.FromSeconds(1);

    private static readonly HttpClient Client =
        new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = DocumentBytesMax };

    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _turn = new();
    private volatile TokenKeys? _keys;
    private Task _reading = Task.CompletedTask;
    private long? _askedAt;

    public PublishedKeys(Uri url, TimeProvider time, ILogger logger)
    {
        _url = url;
        _time = time;
        _logger = logger;
    }

    /// <summary>Where they are published.</summary>
    public Uri Url => _url;

    /// <summary>The keys, read now if they never were or are old.</summary>
    /// <returns>Null when they could never be read.</returns>
    public async ValueTask<TokenKeys?> GetAsync(CancellationToken cancellationToken)
    {
        if (_keys is null || Age() > AgeMax)
            await ReadAgain(_keys).WaitAsync(cancellationToken);
        return _keys;
    }

    /// <summary>The keys, read again when that was not done lately: for a token that none of them fits.</summary>
    /// <param name="known">The keys that did not fit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<TokenKeys?> GetNewerAsync(TokenKeys known, CancellationToken cancellationToken)
    {
        if (_keys == known)
            await ReadAgain(known).WaitAsync(cancellationToken);
        return _keys;
    }

    private TimeSpan? Age() => _askedAt is { } asked ? _time.GetElapsedTime(asked) : null;

    // One reading at a time, which all who need it wait for; it ends by its own time limit, not with one of their requests.
    private Task ReadAgain(TokenKeys? known)
    {
        lock (_turn)
        {
            if (!_reading.IsCompleted)
                return _reading;
            var pause = _keys is null ? PauseMinWithoutKeys : PauseMin;
            if (_keys != known || Age() < pause)
                return Task.CompletedTask;
            _askedAt = _time.GetTimestamp();
            return _reading = ReadAsync(known);
        }
    }

    private async Task ReadAsync(TokenKeys? known)
    {
        try
        {
            var keys = KeyParser.ParseKeys(await DownloadAsync());
            _keys = new(keys, (known?.Version ?? 0) + 1);
            LogKeysRead(keys.Length, _url.Host);
        }
        catch (Exception cause) when (cause is HttpRequestException or FormatException
            or TaskCanceledException or JsonException or InvalidOperationException or NotSupportedException)
        {
            LogKeysNotRead(_url.Host, known?.Keys.Length ?? 0, cause.Message);
        }
    }

    private async Task<byte[]> DownloadAsync()
    {
        var document = await Client.GetByteArrayAsync(_url);
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("keys", out _)
            || !root.TryGetProperty("jwks_uri", out var place) || !Uri.TryCreate(place.GetString(), UriKind.Absolute, out var url))
        {
            return document;
        }

        // Whoever can change an unprotected answer on its way must not be able to choose the keys.
        if (_url.Scheme == Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttps)
            throw new FormatException("The OpenID configuration came over https, and names a place for keys without it.");
        return await Client.GetByteArrayAsync(url);
    }

    [LoggerMessage(2101, LogLevel.Information, "Read {Count} keys for tokens from {Host}")]
    private partial void LogKeysRead(int count, string host);

    [LoggerMessage(2102, LogLevel.Warning,
        "The keys for tokens could not be read from {Host}; the {Count} keys read last stay in force: {Reason}")]
    private partial void LogKeysNotRead(string host, int count, string reason);
}
