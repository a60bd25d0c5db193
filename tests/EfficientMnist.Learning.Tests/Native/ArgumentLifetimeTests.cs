using System.Diagnostics;
using System.Reflection;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Native;

public sealed class ArgumentLifetimeTests
{
    private const int Steps = 5_000;
    private const int Elements = 100_000;

    [Fact]
    public void TorchSharp_AsItIsBuiltIn_KeepsArgumentsAliveUntilACallReturns() =>
        Assert.True(typeof(Tensor).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);

    [Fact]
    public async Task Sums_BesideCollections_AreRightEachTime()
    {
        using var end = new CancellationTokenSource();
        var collecting = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        using var one = ones(Elements);

        try
        {
            for (var step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(6f, ((one + one) * 3f)[step].item<float>());
            }
        }
        finally
        {
            await end.CancelAsync();
            await collecting;
        }
    }
}
