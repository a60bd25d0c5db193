using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Security;

/// <summary>The certificate that a service shows to callers from other machines.</summary>
public static class ServerCertificate
{
    /// <summary>Path of the certificate, with those of its issuers behind it, as PEM.</summary>
    public const string CertificateKey = "Tls:Certificate";

    /// <summary>Path of its private key, as PEM.</summary>
    public const string PrivateKeyKey = "Tls:Key";

    /// <summary>Null where none is named.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read, its key is another's, or it is valid no more; the message names the file.</exception>
    public static X509Certificate2? Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var (certificate, key) = (configuration[CertificateKey], configuration[PrivateKeyKey]);
        if (string.IsNullOrEmpty(certificate) && string.IsNullOrEmpty(key))
            return null;
        if (string.IsNullOrEmpty(certificate) || string.IsNullOrEmpty(key))
            throw new InvalidOperationException($"{CertificateKey} is '{certificate}' and {PrivateKeyKey} is '{key}'; give both, as paths of PEM files.");
        try
        {
            var read = X509Certificate2.CreateFromPemFile(certificate, key);
            return read.NotAfter.ToUniversalTime() > DateTime.UtcNow
                ? read
                : throw new InvalidOperationException($"The certificate {certificate} ended at {read.NotAfter.ToUniversalTime():u}. Renew it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"The certificate {certificate} with the key {key} cannot be used: {error.Message.TrimEnd('.')}. Both are PEM files, readable by this user, the key without a password.", error);
        }
    }
}
