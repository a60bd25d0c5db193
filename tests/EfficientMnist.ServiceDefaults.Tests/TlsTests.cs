using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-tls-").FullName;

    private string Certificate => Path.Combine(_folder, "certificate.pem");

    private string Key => Path.Combine(_folder, "key.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Endpoint_BeyondLoopback_SpeaksTlsAndAsksForTheKey()
    {
        var certificate = Issue(DateTimeOffset.UtcNow.AddDays(1));
        await using var service = await StartAsync("--Services:Key=secret");
        var url = Assert.Single(service.Urls, url => url.Scheme == "https");
        using var channel = GrpcChannel.ForAddress($"https://localhost:{url.Port}", new GrpcChannelOptions { HttpHandler = Believing(certificate), DisposeHttpClient = true });
        var client = new DatasetStoreService.DatasetStoreServiceClient(channel);

        var answer = await client.GetDatasetAsync(new GetDatasetRequest { Name = "fine" }, new Metadata { { "x-eml-key", "secret" } });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.GetDatasetAsync(new GetDatasetRequest { Name = "fine" }));
        using var http = new HttpClient(Believing(certificate));
        using var page = await http.GetAsync(new Uri($"https://localhost:{url.Port}/alive"));

        Assert.Equal("fine", answer.Dataset.Name);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.All(service.Urls.Where(other => other.Scheme == "http"), other => Assert.Equal("127.0.0.1", other.Host));
        using var plain = GrpcChannel.ForAddress($"http://localhost:{url.Port}");
        await Assert.ThrowsAsync<RpcException>(async () => await new DatasetStoreService.DatasetStoreServiceClient(plain).GetDatasetAsync(new GetDatasetRequest { Name = "fine" }));
    }

    [Fact]
    public async Task ServiceClient_OfAServiceWithTls_TrustsTheAuthorityNamedAndNoOther()
    {
        Issue(DateTimeOffset.UtcNow.AddDays(1));
        await using var service = await StartAsync("--Services:Key=secret");
        var address = $"--services:dataset-store:grpc:0=https://localhost:{service.Urls.Single(url => url.Scheme == "https").Port}";
        await using var caller = await TestService.StartAsync(address, "--Services:Key=secret", $"--Tls:Authority={Certificate}");
        await using var stranger = await TestService.StartAsync(address, "--Services:Key=secret");

        var answer = await caller.CreateServiceClient().GetDatasetAsync(new GetDatasetRequest { Name = "fine" });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await stranger.CreateServiceClient().GetDatasetAsync(new GetDatasetRequest { Name = "fine" }));

        Assert.Equal("fine", answer.Dataset.Name);
        Assert.Contains("SSL connection", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_BeyondLoopbackWithoutACertificate_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestService.StartAsync("--Listen:Address=0.0.0.0", "--Services:Key=secret"));

        Assert.Contains("there is no certificate", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tls:Certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_BeyondLoopbackWithoutAKey_IsRefused()
    {
        Issue(DateTimeOffset.UtcNow.AddDays(1));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("--Services:AllowAnonymous=true"));

        Assert.Contains("there is no service key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatHasEnded_IsNamed()
    {
        Issue(DateTimeOffset.UtcNow.AddDays(-1));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("--Services:Key=secret"));

        Assert.Contains($"{Certificate} ended at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatIsMissing_IsNamed()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("--Services:Key=secret"));

        Assert.Contains(Certificate, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_OfLoopback_NeedsNeither()
    {
        await using var service = await TestService.StartAsync("--Listen:Address=::1");

        Assert.Equal(2, service.Urls.Count);
        Assert.All(service.Urls, url => Assert.Equal("http", url.Scheme));
    }

    private Task<TestService> StartAsync(params string[] settings) =>
        TestService.StartAsync(["--Listen:Address=0.0.0.0", "--TLS_PORT=0", $"--Tls:Certificate={Certificate}", $"--Tls:Key={Key}", .. settings]);

    private static SocketsHttpHandler Believing(X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
        return handler;
    }

    private X509Certificate2 Issue(DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        var certificate = request.CreateSelfSigned(end.AddDays(-30), end);
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
