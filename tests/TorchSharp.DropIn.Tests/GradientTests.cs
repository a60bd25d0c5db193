using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.DropIn.Tests;

public sealed class GradientTests
{
    private static readonly Dictionary<string, (string[] Leaves, Func<Dictionary<string, Tensor>, Tensor> Compute)> s_cases = new()
    {
        ["matmul"] = (["a", "b"], i => i["a"].matmul(i["b"].t())),
        ["conv2d"] = (["img", "kernel"], i => F.conv2d(i["img"], i["kernel"], strides: [2], padding: [1])),
        ["batch_norm"] = (["img", "scale", "shift"], i => F.batch_norm(i["img"], null!, null!, i["scale"], i["shift"], training: true)),
        ["cross_entropy"] = (["logits"], i => F.cross_entropy(i["logits"], i["labels"], reduction: nn.Reduction.None)),
        ["grid_sample"] = (["img", "theta"], i => F.grid_sample(i["img"], F.affine_grid(i["theta"], [2, 3, 8, 8]), align_corners: false)),
        ["gelu_layer_norm"] = (["a"], i => F.layer_norm(F.gelu(i["a"]), [4])),
        ["max_pool2d"] = (["img"], i => F.max_pool2d(i["img"], 2)),
        ["index"] = (["a"], i => i["a"][i["index"], 1..] * 2),
        ["logsumexp"] = (["logits"], i => (i["logits"] / 0.5).logsumexp(1)),
        ["solve"] = (["spd", "a"], i => linalg.solve(i["spd"], i["a"].t())),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [PythonTheory]
    [MemberData(nameof(Names))]
    public void Gradient_OfAnOperator_IsPythons(string name)
    {
        using var scope = NewDisposeScope();
        var (leaves, compute) = s_cases[name];
        var inputs = Python.Tensors(Python.Section("inputs"));
        foreach (var leaf in leaves)
        {
            inputs[leaf].requires_grad = true;
        }

        var output = compute(inputs);
        output.backward([linspace(-1, 1, output.numel()).reshape(output.shape)]);

        var expected = Python.Section("gradients").GetProperty(name).EnumerateArray().Select(Python.Read);
        foreach (var (leaf, gradient) in leaves.Zip(expected))
        {
            Close.To(gradient, inputs[leaf].grad!, $"{name} by {leaf}", absolute: 1e-4);
        }
    }

    [Fact]
    public void Backward_CalledTwice_Accumulates()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);

        x.sum().backward();
        x.mul(2).sum().backward();

        Assert.Equal([3f, 3f, 3f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void AutogradGrad_OfAProduct_LeavesTheLeavesAlone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f, requires_grad: true);
        var first = autograd.grad([x * x * x], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];

        Assert.Equal(27f, first.ToSingle());
        Assert.Equal(18f, second.ToSingle());
        Assert.Null(x.grad);
    }

    [Fact]
    public void NoGrad_Nested_RestoresTheModeBefore()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
        {
            Assert.False((x * 2).requires_grad);
        }

        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void CustomFunction_WithItsOwnBackward_IsCalledByTheGraph()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, -2f, 3f }, requires_grad: true);
        var weight = tensor(new[] { 2f, 2f, 2f }, requires_grad: true);

        var output = ScaledSquare.apply(x, weight, 10.0);
        (output * 3).sum().backward();

        Assert.Equal([20f, 80f, 180f], output.data<float>().ToArray());
        Assert.Equal([120f, -240f, 360f], x.grad!.data<float>().ToArray());
        Assert.Equal([30f, 120f, 270f], weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void CustomFunction_WhoseBackwardThrows_FailsTheBackwardPass()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);

        var thrown = Assert.ThrowsAny<Exception>(() => Failing.apply(x).sum().backward());

        Assert.Contains("no gradient today", thrown.ToString(), StringComparison.Ordinal);
    }

    private sealed class ScaledSquare : autograd.SingleTensorFunction<ScaledSquare>
    {
        public override string Name => nameof(ScaledSquare);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, weight) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, weight]);
            ctx.save_data("factor", vars[2]);
            return x * x * weight * (double)vars[2];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var factor = (double)ctx.get_data("factor")!;
            return [grad_output * saved[0] * saved[1] * (2 * factor), grad_output * saved[0] * saved[0] * factor, null!];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new InvalidOperationException("no gradient today");
    }
}
