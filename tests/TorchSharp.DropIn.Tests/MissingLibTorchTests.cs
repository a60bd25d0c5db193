using TorchSharp.Native;

namespace TorchSharp.DropIn.Tests;

public sealed class MissingLibTorchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-bridge-");

    [Fact]
    public void Load_WithoutTheBridge_NamesThePackageInOneLine()
    {
        var thrown = Assert.Throws<DllNotFoundException>(() => LibTorch.Load(_folder.FullName));

        Assert.Contains("apt install libtorch-dev", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Load_OfABrokenBridge_NamesThePackageInOneLine()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "libTorchBridge.so"), "no library");

        var thrown = Assert.Throws<DllNotFoundException>(() => LibTorch.Load(_folder.FullName));

        Assert.Contains("apt install libtorch-dev", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Load_FromTheOutputFolder_FindsTheBridge() => Assert.NotEqual(0, LibTorch.Load(AppContext.BaseDirectory));

    public void Dispose() => _folder.Delete(recursive: true);
}
