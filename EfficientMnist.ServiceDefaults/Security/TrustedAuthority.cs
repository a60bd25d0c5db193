using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Security;

/// <summary>The issuer whose certificates are trusted where it is one's own, instead of those that the system trusts.</summary>
public static class TrustedAuthority
{
    /// <summary>Path of its certificate, as PEM.</summary>
    public const string Key = "Tls:Authority";

    /// <summary>Null where none is named.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read; the message names the file.</exception>
    public static X509Certificate2? Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Key] is not { Length: > 0 } path)
            return null;
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException($"{Key} is '{path}', which cannot be used: {error.Message.TrimEnd('.')}. Give the PEM file of the issuer's certificate.", error);
        }
    }

    /// <summary>Has only certificates of this issuer accepted.</summary>
    public static X509ChainPolicy PolicyOf(X509Certificate2 authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            // Issuers of one's own seldom publish what they have revoked.
            RevocationMode = X509RevocationMode.NoCheck,
        };
    }
}
