using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>A signed token, taken apart and not yet believed.</summary>
/// <param name="Algorithm">How it says that it is signed.</param>
/// <param name="KeyId">The key that it names; null for none.</param>
/// <param name="Signed">The bytes under the signature: header, dot and claims as they were sent.</param>
/// <param name="Claims">The claims as JSON text, in UTF-8.</param>
/// <param name="Signature">The signature.</param>
/// <remarks>Source: https://www.rfc-editor.org/rfc/rfc7515#section-3.1</remarks>
internal sealed record Token(SigningAlgorithm Algorithm, string? KeyId, byte[] Signed, byte[] Claims, byte[] Signature)
{
    /// <summary>Takes a token apart.</summary>
    public static Outcome<Token> Parse(string text)
    {
        if (text.Length == 0)
            return IdentityRefusals.NoToken;
        var parts = text.Split('.');
        if (parts.Length != 3)
            return IdentityRefusals.PartCount(parts.Length);
        if (Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || Decode(parts[2]) is not { } signature)
            return IdentityRefusals.NotDecoded;
        try
        {
            using var document = JsonDocument.Parse(header, Json);
            var root = document.RootElement;

            // Extensions that must be understood are refused, because none is.
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("crit", out _))
                return IdentityRefusals.NotDecoded;
            if (SigningAlgorithm.Find(Text(root, "alg") ?? "") is not { } algorithm)
                return IdentityRefusals.UnknownAlgorithm;
            return new Token(algorithm, Text(root, "kid"), Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), claims, signature);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // The second one: text that is not UTF-8, or half of a pair of characters.
            return IdentityRefusals.NotDecoded;
        }
    }

    /// <summary>How tokens' JSON is read. A name twice could be read in two ways, so it is refused.</summary>
    public static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    // Strict: no padding, no white space, no unused bits, so that no two texts stand for one token.
    private static byte[]? Decode(string part)
    {
        var buffer = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, buffer, out _, out var written) != OperationStatus.Done)
            return null;
        var bytes = buffer[..written];
        return Base64Url.EncodeToString(bytes) == part ? bytes : null;
    }

    private static string? Text(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
