using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Devices;

public sealed class DeviceTests
{
    [Fact]
    public void Resolve_Cpu_TakesAllCoresByDefault()
    {
        var device = ComputeDevice.Resolve("cpu");
        Assert.Equal("cpu", device.Name);
        Assert.Equal(Environment.ProcessorCount, device.Threads);
        Assert.Equal(1, ComputeDevice.Resolve("cpu", 1).Threads);
    }

    [Fact]
    public void Resolve_OfAnUnknownDevice_ListsThem()
    {
        Assert.Equal("device must be auto, cpu or cuda, not 'tpu'.", Assert.Throws<ArgumentException>(() => ComputeDevice.Resolve("tpu")).Message);
        Assert.Equal("threads must be 0 (all cores) to 1024, not -1.", Assert.Throws<ArgumentException>(() => ComputeDevice.Resolve("cpu", -1)).Message);
    }

    [Fact]
    public void Precision_NamedOutright_IsTaken()
    {
        var cpu = ComputeDevice.Resolve("cpu");
        Assert.Equal(Precision.BFloat16, PrecisionProbe.Resolve("bfloat16", cpu));
        Assert.Equal(Precision.Float32, PrecisionProbe.Resolve("float32", cpu));
        Assert.Contains(PrecisionProbe.Resolve("auto", cpu), Enum.GetValues<Precision>());
        Assert.Throws<ArgumentException>(() => PrecisionProbe.Resolve("int8", cpu));
    }
}
