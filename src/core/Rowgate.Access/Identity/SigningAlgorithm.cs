using System.Security.Cryptography;

namespace Rowgate.Access.Identity;

/// <summary>A way to sign a token.</summary>
/// <param name="Name">The name in a token's header, such as <c>RS256</c>.</param>
/// <param name="Family">The kind of key that it needs.</param>
/// <param name="Hash">The hash that is signed.</param>
/// <remarks>Source: https://www.rfc-editor.org/rfc/rfc7518#section-3.1</remarks>
internal sealed record SigningAlgorithm(string Name, SigningFamily Family, HashAlgorithmName Hash)
{
    private static readonly SigningAlgorithm[] Known =
    [
        new("HS256", SigningFamily.Hmac, HashAlgorithmName.SHA256),
        new("HS384", SigningFamily.Hmac, HashAlgorithmName.SHA384),
        new("HS512", SigningFamily.Hmac, HashAlgorithmName.SHA512),
        new("RS256", SigningFamily.Rsa, HashAlgorithmName.SHA256),
        new("RS384", SigningFamily.Rsa, HashAlgorithmName.SHA384),
        new("RS512", SigningFamily.Rsa, HashAlgorithmName.SHA512),
        new("PS256", SigningFamily.RsaPss, HashAlgorithmName.SHA256),
        new("PS384", SigningFamily.RsaPss, HashAlgorithmName.SHA384),
        new("PS512", SigningFamily.RsaPss, HashAlgorithmName.SHA512),
        new("ES256", SigningFamily.EllipticCurve, HashAlgorithmName.SHA256),
        new("ES384", SigningFamily.EllipticCurve, HashAlgorithmName.SHA384),
        new("ES512", SigningFamily.EllipticCurve, HashAlgorithmName.SHA512),
    ];

    /// <summary>The algorithm of a name; null when it is not served, as <c>none</c> never is.</summary>
    public static SigningAlgorithm? Find(string name) => Array.Find(Known, algorithm => algorithm.Name == name);
}

/// <summary>The kinds of keys.</summary>
internal enum SigningFamily
{
    /// <summary>One secret on both sides.</summary>
    Hmac,

    /// <summary>RSA with PKCS #1 padding.</summary>
    Rsa,

    /// <summary>RSA with PSS padding.</summary>
    RsaPss,

    /// <summary>A NIST curve.</summary>
    EllipticCurve,
}
