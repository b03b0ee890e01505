using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Rowgate.Access.Tests.Identity;

/// <summary>Makes tokens, right ones and wrong ones.</summary>
internal static class TestToken
{
    public const string Secret = "reallyreallyreallyreallyverysafe";

    public static string Hmac(string claims, string secret = Secret, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        var hash = header.Contains("HS512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512
            : header.Contains("HS384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384
            : HashAlgorithmName.SHA256;
        return Sign(header, claims, bytes => CryptographicOperations.HmacData(hash, Encoding.UTF8.GetBytes(secret), bytes));
    }

    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public static string Jwk(RSA key, string more = "")
    {
        var parameters = key.ExportParameters(false);
        return $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}"{{more}}}""";
    }

    public static string Jwk(ECDsa key, string curve, string more = "")
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"{{curve}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"{{more}}}""";
    }
}
