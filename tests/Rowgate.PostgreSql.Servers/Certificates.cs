using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rowgate.PostgreSql.Servers;

/// <summary>An authority of the tests' own, and certificates that it signed, as files in one folder.</summary>
public sealed class Certificates
{
    private readonly string _folder;
    private readonly X509Certificate2 _authority;

    /// <summary>Makes an authority.</summary>
    /// <param name="folder">Where the files go.</param>
    public Certificates(string folder)
    {
        _folder = folder;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    /// <summary>The authority's certificate.</summary>
    public string Authority => Path.Combine(_folder, "authority.crt");

    /// <summary>Signs a certificate: <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    /// <param name="name">The common name; also the name of a host.</param>
    /// <returns>The two files.</returns>
    public (string Certificate, string Key) Sign(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            _authority, new DateTimeOffset(_authority.NotBefore), new DateTimeOffset(_authority.NotAfter), RandomNumberGenerator.GetBytes(8));
        var files = (Path.Combine(_folder, $"{name}.crt"), Path.Combine(_folder, $"{name}.key"));
        File.WriteAllText(files.Item1, signed.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
