using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Hosting;

namespace EfficientMnist.Cli.Tests;

public sealed class HostingTests
{
    [Fact]
    public void RepositoryFolder_FromTheProgramsOwnPlace_IsFoundAbove() =>
        Assert.True(File.Exists(Path.Combine(RepositoryFolder.Find("").Root, "EfficientMnist.sln")));

    [Fact]
    public void RepositoryFolder_ThatIsNone_IsRefused() =>
        Assert.Contains("EfficientMnist.sln", Assert.Throws<UsageException>(() => RepositoryFolder.Find(Path.GetTempPath())).Message, StringComparison.Ordinal);

    [Fact]
    public void FreePorts_TakenTogether_AreDifferent()
    {
        var ports = FreePorts.Take(20);

        Assert.Equal(20, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 1024, 65535));
    }
}
