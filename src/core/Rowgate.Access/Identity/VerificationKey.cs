using System.Security.Cryptography;

namespace Rowgate.Access.Identity;

/// <summary>A key that signatures are checked with. Safe for many callers at once.</summary>
/// <param name="id">Its <c>kid</c>; null when it has none.</param>
/// <param name="algorithm">The one algorithm that it is meant for; null for every one of its kind.</param>
internal abstract class VerificationKey(string? id, string? algorithm)
{
    /// <summary>True when this key may have signed a token with such a header. A key without a <c>kid</c> fits every one.</summary>
    public bool Fits(string? tokenKeyId) => id is null || tokenKeyId is null || id == tokenKeyId;

    /// <summary>True when the key is made for an algorithm, so that a public key is never taken for a shared secret.</summary>
    public bool Serves(SigningAlgorithm wanted) => (algorithm is null || algorithm == wanted.Name) && ServesKind(wanted);

    /// <summary>Checks a signature made by an algorithm that <see cref="Serves"/>.</summary>
    public abstract bool Verify(SigningAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

    private protected abstract bool ServesKind(SigningAlgorithm wanted);
}

/// <summary>A secret that both sides share.</summary>
internal sealed class SharedKey(string? id, string? algorithm, byte[] secret) : VerificationKey(id, algorithm)
{
    /// <inheritdoc/>
    public override bool Verify(SigningAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[64];
        var length = CryptographicOperations.HmacData(algorithm.Hash, secret, signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected[..length], signature);
    }

    private protected override bool ServesKind(SigningAlgorithm wanted) => wanted.Family == SigningFamily.Hmac;
}

/// <summary>The public half of an RSA key.</summary>
internal sealed class RsaKey(string? id, string? algorithm, RSAParameters parameters) : VerificationKey(id, algorithm)
{
    private readonly RSA _key = RSA.Create(parameters);
    private readonly Lock _turn = new();

    /// <inheritdoc/>
    public override bool Verify(SigningAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var padding = algorithm.Family == SigningFamily.Rsa ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;

        // The platform promises no thread safety for keys. Checked tokens are remembered, so the wait is rare.
        lock (_turn)
            return _key.VerifyData(signed, signature, algorithm.Hash, padding);
    }

    private protected override bool ServesKind(SigningAlgorithm wanted) =>
        wanted.Family is SigningFamily.Rsa or SigningFamily.RsaPss;
}

/// <summary>The public half of a key on a NIST curve.</summary>
internal sealed class EllipticKey(string? id, string? algorithm, ECParameters parameters, string curveAlgorithm)
    : VerificationKey(id, algorithm)
{
    private readonly ECDsa _key = ECDsa.Create(parameters);
    private readonly Lock _turn = new();

    /// <inheritdoc/>
    public override bool Verify(SigningAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        lock (_turn)
        {
            return _key.VerifyData(
                signed, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    private protected override bool ServesKind(SigningAlgorithm wanted) => wanted.Name == curveAlgorithm;
}
