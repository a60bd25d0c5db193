using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EfficientMnist.TestSupport;

/// <summary>An issuer of certificates for the length of a test, with its files in a folder.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-authority-").FullName;
    private readonly X509Certificate2 _authority;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    /// <summary>The issuer's own certificate, as PEM.</summary>
    public string AuthorityPath => Path.Combine(_folder, "ca.pem");

    /// <summary>A certificate that it has issued, and its key, as PEM files.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        var (certificate, own) = (Path.Combine(_folder, $"{name}.pem"), Path.Combine(_folder, $"{name}-key.pem"));
        File.WriteAllText(certificate, issued.ExportCertificatePem());
        File.WriteAllText(own, key.ExportPkcs8PrivateKeyPem());
        return (certificate, own);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
