using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Arrays_OfAnyRank_BecomeTensorsOfTheirType()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 1, 2 }).dtype);
        Assert.Equal([2L, 3L], tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape);
        Assert.Equal([2L, 2L], from_array(new long[,] { { 1, 2 }, { 3, 4 } }).shape);
        Assert.Equal([1f, 2f, 3f, 4f], tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).flatten().data<float>().ToArray());
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1, 2 }, float32).dtype);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2]));
    }

    [Fact]
    public void Data_OfAPermutedTensor_ComesInLogicalOrder()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).reshape(2, 3).t();

        Assert.Equal([0L, 3L, 1L, 4L, 2L, 5L], x.data<long>().ToArray());
        Assert.Equal(4L, x.data<long>()[1, 1]);
        Assert.Throws<ArgumentException>(() => x.data<float>());
    }

    [Fact]
    public void Bytes_SetAndRead_AreTheMemory()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, uint8);
        x.bytes = new byte[] { 7, 8, 9 };
        x.bytes[1] = 1;
        Assert.Equal([7, 1, 9], x.data<byte>().ToArray());
    }

    [Fact]
    public void Indexer_Assigned_WritesIntoTheTensor()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 4);
        x[0] = ones(4);
        x[1, 2] = tensor(5f);
        x[TensorIndex.Colon, 3] = full(3, 9f);
        x[tensor(new long[] { 2 })] = full(1, 4, 7f);
        Assert.Equal([1f, 1, 1, 9, 0, 0, 5, 9, 7, 7, 7, 7], x.data<float>().ToArray());
    }

    [Fact]
    public void InPlaceOperators_ReturnTheTensorItself()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        Assert.Same(x, x.add_(1).mul_(3).clamp_(0, 5));
        Assert.Equal(5f, x[0].ToSingle());
    }

    [Fact]
    public void Scalars_ReadFromAnyType_AreConverted()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3, tensor(3.7).ToInt32());
        Assert.Equal(1.5f, tensor(1.5f).to(bfloat16).ToSingle());
        Assert.True(tensor(true).ToBoolean());
        Assert.Equal(2f, (float)tensor(2));
        Assert.Equal(2.5f, tensor(2.5f).item<float>());
    }

    [Fact]
    public void Devices_ByName_CompareAndPrint()
    {
        Assert.Equal(new Device("cuda:1"), new Device(DeviceType.CUDA, 1));
        Assert.Equal("cuda:1", device("cuda:1").ToString());
        Assert.Equal("cpu", CPU.ToString());
        Assert.Throws<ArgumentException>(() => device("tpu"));
    }

    [Fact]
    public void Threads_Set_AreTold()
    {
        var before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
    }

    [Fact]
    public void LongLists_BeyondTheInlineBuffer_ReachTheOperator()
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, 200).Select(i => full(1, (float)i)).ToArray();
        Assert.Equal(Enumerable.Range(0, 200).Sum(), cat(parts).sum().ToInt32());
    }

    [CudaFact]
    public void Cuda_MatmulAndTraining_AgreeWithTheCpu()
    {
        using var scope = NewDisposeScope();
        var x = randn(64, 64);
        Close.To(x.matmul(x), x.cuda().matmul(x.cuda()).cpu(), "matmul on the GPU", 1e-3, 1e-3);
        using var net = TestNetwork.Create().to(CUDA);
        Assert.All(net.parameters(), parameter => Assert.True(parameter.is_cuda));
        net.call(randn(4, 3, 8, 8, device: CUDA)).sum().backward();
        cuda.synchronize();
        Assert.True(cuda.device_count() > 0);
    }

    [Fact]
    public void Cuda_WithoutADevice_SaysSo()
    {
        if (cuda.is_available())
        {
            return;
        }

        Assert.Equal(0, cuda.device_count());
        using var net = nn.Linear(1, 1);
        Assert.Throws<InvalidOperationException>(() => net.to(CUDA));
    }
}
