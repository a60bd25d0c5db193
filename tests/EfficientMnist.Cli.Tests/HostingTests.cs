using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Contracts.Topology;

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
    public void FreePorts_TakenInTurn_AreDifferentAndLeftToThisProcess()
    {
        int[] ports = [.. FreePorts.Take(20), .. FreePorts.Take(20)];

        Assert.Equal(40, ports.Distinct().Count());
        // Below those that the system gives to whoever asks for any.
        Assert.All(ports, port => Assert.InRange(port, 1024, 32_767));
    }
}
