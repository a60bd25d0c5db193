using System.Security.Cryptography.X509Certificates;
using EfficientMnist.ServiceDefaults.Security;
using Orleans.Connections.Security;

namespace EfficientMnist.Silo;

/// <summary>By what workers know one another: each shows a certificate, whichever of the two has called, and accepts those of the same issuer.</summary>
/// <param name="Own">This worker's, with its key.</param>
/// <param name="Authority">The issuer.</param>
public sealed record WorkerCertificate(X509Certificate2 Own, X509Certificate2 Authority)
{
    /// <summary>Has the traffic between silos encrypted, and nobody else let in.</summary>
    internal void Protect(TlsOptions tls)
    {
        tls.LocalCertificate = Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        // Workers call one another by addresses, which their certificates need not name: the issuer is what counts.
        tls.RemoteCertificateValidation = (certificate, _, _) => IsAccepted(certificate);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = Own.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    /// <summary>Whether whoever shows this certificate is a worker.</summary>
    internal bool IsAccepted(X509Certificate2? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain { ChainPolicy = TrustedAuthority.PolicyOf(Authority) };
        return chain.Build(certificate);
    }
}
