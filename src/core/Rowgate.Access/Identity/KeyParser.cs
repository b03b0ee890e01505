using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rowgate.Access.Identity;

/// <summary>Reads the keys that signatures are checked with.</summary>
/// <remarks>Sources: https://www.rfc-editor.org/rfc/rfc7517 and https://www.rfc-editor.org/rfc/rfc7518#section-6</remarks>
internal static class KeyParser
{
    private const int SecretBytesMin = 32;
    private const int RsaBitsMin = 2048;

    /// <summary>Reads a setting: a JSON Web Key, a set of them, or a secret for HMAC.</summary>
    /// <exception cref="FormatException">It is none of them. The message never repeats the secret.</exception>
    public static ImmutableArray<VerificationKey> ParseSecret(string text, bool isBase64)
    {
        var secret = isBase64 ? FromBase64(text) : Encoding.UTF8.GetBytes(text);
        if (secret.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return ParseKeys(secret);
        if (secret.Length < SecretBytesMin)
            throw new FormatException("The JWT secret must be at least 32 characters long.");
        return [new SharedKey(null, null, secret)];
    }

    /// <summary>Reads a JSON Web Key or a set of them. Keys of kinds that are not served, or not for signatures, are left out.</summary>
    /// <exception cref="FormatException">It is neither, or no key is left.</exception>
    public static ImmutableArray<VerificationKey> ParseKeys(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            IEnumerable<JsonElement> found =
                root.TryGetProperty("keys", out var set) && set.ValueKind == JsonValueKind.Array ? set.EnumerateArray() : [root];
            var keys = found.Select(ParseKey).OfType<VerificationKey>().ToImmutableArray();
            if (keys.IsEmpty)
                throw new FormatException("No key of the set can check signatures: RSA, EC (P-256, P-384, P-521) and oct keys can.");
            return keys;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or CryptographicException)
        {
            throw new FormatException("This is not a JSON Web Key, nor a set of them.", cause);
        }
    }

    private static VerificationKey? ParseKey(JsonElement key)
    {
        var id = Text(key, "kid");
        var algorithm = Text(key, "alg");
        if (Text(key, "use") is not (null or "sig"))
            return null;
        return Text(key, "kty") switch
        {
            "oct" => ParseShared(id, algorithm, Bytes(key, "k")),
            "RSA" => ParseRsa(id, algorithm, new() { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }),
            "EC" => ParseElliptic(id, algorithm, key),
            _ => null,
        };
    }

    private static SharedKey ParseShared(string? id, string? algorithm, byte[] secret) =>
        secret.Length >= SecretBytesMin
            ? new(id, algorithm, secret)
            : throw new FormatException("The secret of a JSON Web Key must be at least 32 bytes long.");

    private static RsaKey ParseRsa(string? id, string? algorithm, RSAParameters parameters) =>
        parameters.Modulus!.Length * 8 >= RsaBitsMin
            ? new(id, algorithm, parameters)
            : throw new FormatException("An RSA key must have at least 2048 bits.");

    private static EllipticKey? ParseElliptic(string? id, string? algorithm, JsonElement key)
    {
        (ECCurve Curve, string Algorithm)? curve = Text(key, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, "ES256"),
            "P-384" => (ECCurve.NamedCurves.nistP384, "ES384"),
            "P-521" => (ECCurve.NamedCurves.nistP521, "ES512"),
            _ => null,
        };
        if (curve is null)
            return null;
        var point = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") };
        return new(id, algorithm, new() { Curve = curve.Value.Curve, Q = point }, curve.Value.Algorithm);
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Bytes(JsonElement key, string name) =>
        Text(key, name) is { Length: > 0 } text
            ? Base64Url.DecodeFromChars(text)
            : throw new FormatException($"A JSON Web Key lacks \"{name}\".");

    private static byte[] FromBase64(string text)
    {
        // The variant for URLs, and dots for the padding, are understood as PostgREST does.
        var plain = text.Trim().Replace('-', '+').Replace('_', '/').Replace('.', '=').TrimEnd('=');
        try
        {
            return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException cause)
        {
            throw new FormatException("The JWT secret is said to be base64, and is not.", cause);
        }
    }
}
