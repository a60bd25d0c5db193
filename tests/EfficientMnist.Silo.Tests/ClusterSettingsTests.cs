using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.Silo.Tests;

public sealed class ClusterSettingsTests
{
    private static readonly Dictionary<string, string?> Whole = new()
    {
        ["Cluster:Name"] = "lab",
        ["Cluster:Address"] = "127.0.0.1",
        ["Cluster:Port"] = "5604",
        ["Cluster:Folder"] = "/mnt/eml",
        ["ConnectionStrings:cache"] = "db:6379,password=hush",
        ["ConnectionStrings:labels"] = "Host=db;Database=eml;Username=eml",
    };

    [Fact]
    public void Settings_WithoutACluster_AreNone() => Assert.Null(Read([]));

    [Fact]
    public void Settings_OfAWholeCluster_AreRead()
    {
        var settings = Read(Whole)!;

        Assert.Equal(("lab", IPAddress.Loopback, 5604, "/mnt/eml"), (settings.Name, settings.Address, settings.Port, settings.Folder));
        Assert.Equal("hush", settings.Redis.Password);
        Assert.Null(settings.Certificate);
    }

    [Theory]
    [InlineData("Cluster:Address")]
    [InlineData("Cluster:Port")]
    [InlineData("Cluster:Folder")]
    [InlineData("ConnectionStrings:cache")]
    [InlineData("ConnectionStrings:labels")]
    public void Settings_WithOneMissing_NameIt(string key)
    {
        var message = Refused(new(Whole) { [key] = null });

        Assert.Contains($"Cluster:Name is 'lab' and {key} is missing.", message, StringComparison.Ordinal);
        Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:Name", "my lab", "letters, digits")]
    [InlineData("Cluster:Address", "worker-1", "the one IP address")]
    [InlineData("Cluster:Address", "0.0.0.0", "the one IP address")]
    [InlineData("Cluster:Port", "0", "from 1 to 65535")]
    [InlineData("ConnectionStrings:labels", "Data Source=ledger.db", "names a file, which other machines do not see")]
    public void Settings_ThatCannotBe_AreRefusedWithWhatCan(string key, string value, string remedy) =>
        Assert.Contains(remedy, Refused(new(Whole) { [key] = value }), StringComparison.Ordinal);

    [Fact]
    public void Settings_WithoutTheClustersName_NameWhatIsLonely() =>
        Assert.Contains("Cluster:Port is given and Cluster:Name is not", Refused(new() { ["Cluster:Port"] = "5604" }), StringComparison.Ordinal);

    [Fact]
    public void Address_BeyondLoopbackWithoutACertificate_IsRefused()
    {
        var message = Refused(new(Whole) { ["Cluster:Address"] = "192.168.1.5" });

        Assert.Contains("192.168.1.5, which others reach, and there is no certificate", message, StringComparison.Ordinal);
        Assert.Contains("Tls:Certificate and Tls:Key", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_WithoutItsIssuer_IsRefused()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("worker");

        var message = Refused(new(Whole) { ["Cluster:Address"] = "192.168.1.5", ["Tls:Certificate"] = certificate, ["Tls:Key"] = key });

        Assert.Contains("Tls:Certificate is given and Tls:Authority is not", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_OfTheSameIssuer_IsAcceptedAndNoOther()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        var (certificate, key) = authority.Issue("worker");
        var settings = Read(new(Whole) { ["Cluster:Address"] = "192.168.1.5", ["Tls:Certificate"] = certificate, ["Tls:Key"] = key, ["Tls:Authority"] = authority.AuthorityPath })!;
        using var other = X509CertificateLoader.LoadCertificateFromFile(authority.Issue("other").Certificate);
        using var strange = X509CertificateLoader.LoadCertificateFromFile(stranger.Issue("other").Certificate);

        Assert.True(settings.Certificate!.IsAccepted(other));
        Assert.False(settings.Certificate.IsAccepted(strange));
        Assert.False(settings.Certificate.IsAccepted(null));
    }

    private static ClusterSettings? Read(Dictionary<string, string?> settings) => ClusterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    private static string Refused(Dictionary<string, string?> settings) => Assert.Throws<InvalidOperationException>(() => Read(settings)).Message;
}
