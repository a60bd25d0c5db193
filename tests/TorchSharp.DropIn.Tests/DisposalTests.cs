using TorchSharp.Native;
using static TorchSharp.torch;

// The default generator and the count of live handles belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TorchSharp.DropIn.Tests;

public sealed class DisposalTests
{
    [Fact]
    public void Training_AHundredStepsInScopes_LeavesNoHandleBehind()
    {
        Collect();
        using var net = TestNetwork.Create();
        using var optimizer = optim.AdamW(net.parameters(), 1e-2);
        TestNetwork.Step(net, optimizer);
        var gradients = net.parameters().Count();
        var before = Bridge.Live();

        for (var step = 0; step < 100; step++)
        {
            TestNetwork.Step(net, optimizer);
        }

        Assert.Equal(before, Bridge.Live());
        Assert.True(gradients > 0);
    }

    [Fact]
    public void Network_BuiltTrainedAndDisposed_LeavesNoHandleBehind()
    {
        Collect();
        var before = Bridge.Live();

        using (NewDisposeScope())
        {
            using var net = TestNetwork.Create();
            using var optimizer = optim.SGD(net.parameters(), 0.1, momentum: 0.9);
            TestNetwork.Step(net, optimizer);
            net.to(float64);
        }

        Collect();
        Assert.Equal(before, Bridge.Live());
    }

    [Fact]
    public void Tensors_NeverDisposed_AreFreedByTheirFinalizers()
    {
        Collect();
        var before = Bridge.Live();
        Leak();

        Collect();

        Assert.Equal(before, Bridge.Live());
    }

    [Fact]
    public void CustomFunctions_AfterBackwardAndWithout_LeaveNothingBehind()
    {
        Collect();
        var before = Bridge.Live();
        for (var i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            var x = ones(3, requires_grad: true);
            var output = Doubled.apply(x);
            if (i % 2 == 0)
            {
                output.sum().backward();
            }
        }

        Collect();
        Assert.Equal(before, Bridge.Live());
        Assert.Equal(0, autograd.Nodes.Count);
    }

    [Fact]
    public void Scopes_Nested_KeepWhatIsMovedOutAndDetached()
    {
        Tensor moved, detached, left;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                left = ones(1);
                moved = ones(1).MoveToOuterDisposeScope();
                detached = ones(1).DetachFromDisposeScope();
                Assert.Equal(1, inner.DisposablesCount);
            }

            Assert.True(left.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.Equal(1, outer.DisposablesCount);
        }

        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void DisposeEverythingBut_InALoop_KeepsTheOneNamed()
    {
        using var scope = NewDisposeScope();
        var sum = zeros(1);
        for (var i = 0; i < 3; i++)
        {
            sum = scope.DisposeEverythingBut(sum + i);
        }

        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(3f, sum.ToSingle());
    }

    [Fact]
    public void Accessor_OfATensorDisposedMeanwhile_StillReads()
    {
        var tensor = arange(4, ScalarType.Float32);
        var accessor = tensor.data<float>();
        tensor.Dispose();

        Assert.Equal([0f, 1f, 2f, 3f], accessor.ToArray());
        accessor.Dispose();
    }

    private static void Leak()
    {
        for (var i = 0; i < 50; i++)
        {
            _ = ones(10) + 1;
        }
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private sealed class Doubled : autograd.SingleTensorFunction<Doubled>
    {
        public override string Name => nameof(Doubled);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }
}
