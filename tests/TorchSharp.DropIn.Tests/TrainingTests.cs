using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.DropIn.Tests;

public sealed class TrainingTests
{
    private static readonly Dictionary<string, Func<nn.Module, OptimizerHelper>> s_optimizers = new()
    {
        ["sgd"] = net => optim.SGD(net.parameters(), 0.1),
        ["sgd_nesterov"] = net => optim.SGD(net.parameters(), 0.05, momentum: 0.9, nesterov: true, weight_decay: 1e-2),
        ["sgd_dampening"] = net => optim.SGD(net.parameters(), 0.05, momentum: 0.9, dampening: 0.1),
        ["adam"] = net => optim.Adam(net.parameters(), 1e-2, weight_decay: 1e-2),
        ["adam_amsgrad"] = net => optim.Adam(net.parameters(), 1e-2, amsgrad: true),
        ["adamw"] = net => optim.AdamW(net.parameters(), 1e-2, beta2: 0.999, weight_decay: 0.1),
        ["rmsprop"] = net => optim.RMSProp(net.parameters(), 1e-3, momentum: 0.5, centered: true, weight_decay: 1e-2),
        ["rmsprop_plain"] = net => optim.RMSProp(net.parameters(), 1e-3),
        ["adamw_cosine"] = net => optim.AdamW(net.parameters(), 1e-2, beta2: 0.999, weight_decay: 1e-2),
    };

    private static readonly Dictionary<string, Func<optim.Optimizer, LRScheduler>> s_schedules = new()
    {
        ["step"] = optimizer => StepLR(optimizer, 3, 0.5),
        ["multistep"] = optimizer => MultiStepLR(optimizer, [2, 5], 0.1),
        ["exponential"] = optimizer => ExponentialLR(optimizer, 0.9),
        ["cosine"] = optimizer => CosineAnnealingLR(optimizer, 5, 0.01),
        ["lambda"] = optimizer => LambdaLR(optimizer, epoch => 1.0 / (1 + epoch)),
        ["onecycle"] = optimizer => OneCycleLR(optimizer, 0.5, total_steps: 13),
        ["onecycle_linear"] = optimizer => OneCycleLR(optimizer, 0.5, epochs: 3, steps_per_epoch: 5, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear),
    };

    public static TheoryData<string> Optimizers => [.. s_optimizers.Keys];

    public static TheoryData<string> Schedules => [.. s_schedules.Keys];

    [PythonTheory]
    [MemberData(nameof(Optimizers))]
    public void Training_FromTheSameSeed_FollowsPython(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Python.Section("training").GetProperty(name);
        using var net = TestNetwork.Create();
        using var optimizer = s_optimizers[name](net);
        var schedule = name.EndsWith("_cosine", StringComparison.Ordinal) ? CosineAnnealingLR(optimizer, 6) : null;

        manual_seed(9);
        List<double> losses = [];
        for (var step = 0; step < 6; step++)
        {
            losses.Add(TestNetwork.Step(net, optimizer));
            schedule?.step();
        }

        foreach (var (loss, reference) in losses.Zip(expected.GetProperty("losses").EnumerateArray()))
        {
            Assert.Equal(reference.GetDouble(), loss, 1e-4);
        }

        var state = net.state_dict();
        var wanted = Python.Tensors(expected.GetProperty("state"));
        Assert.Equal(wanted.Keys.Order(), state.Keys.Order());
        foreach (var (key, value) in wanted)
        {
            Close.To(value, state[key], $"{name} {key}", 1e-3, 1e-4);
        }
    }

    [PythonTheory]
    [MemberData(nameof(Schedules))]
    public void Schedule_OverItsSteps_GivesPythonsRates(string name)
    {
        using var weight = nn.Parameter(zeros(1));
        using var optimizer = optim.SGD([weight], 0.1, momentum: 0.9);
        var schedule = s_schedules[name](optimizer);

        foreach (var rate in Python.Section("rates").GetProperty(name).EnumerateArray())
        {
            Assert.Equal(rate.GetDouble(), optimizer.ParamGroups.Single().LearningRate, 1e-9);
            schedule.step();
        }
    }

    [Theory]
    [InlineData("sgd_nesterov")]
    [InlineData("adamw")]
    [InlineData("adam_amsgrad")]
    [InlineData("rmsprop")]
    public void Optimizer_SavedAndLoadedIntoAnother_GoesOnBitForBit(string name)
    {
        using var scope = NewDisposeScope();
        using var net = TestNetwork.Create();
        using var optimizer = s_optimizers[name](net);
        manual_seed(3);
        TestNetwork.Step(net, optimizer);
        TestNetwork.Step(net, optimizer);
        using var stream = new MemoryStream();
        using var weights = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.save_state_dict(writer);
        }

        net.save(weights);
        var random = get_rng_state();
        TestNetwork.Step(net, optimizer);

        using var resumed = TestNetwork.Create();
        using var other = s_optimizers[name](resumed);
        weights.Position = stream.Position = 0;
        resumed.load(weights);
        other.load_state_dict(new BinaryReader(stream));
        set_rng_state(random);
        TestNetwork.Step(resumed, other);

        foreach (var (key, value) in net.state_dict())
        {
            Assert.True(value.equal(resumed.state_dict()[key]), key);
        }

        Assert.All(optimizer.state_dict().State.Zip(other.state_dict().State), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
    }

    [Fact]
    public void ParamGroups_WithTheirOwnRates_AreSteppedWithThem()
    {
        using var scope = NewDisposeScope();
        var fast = nn.Parameter(ones(1));
        var slow = nn.Parameter(ones(1));
        using var optimizer = new SGD([new SGD.ParamGroup([fast], 0.5), new SGD.ParamGroup([slow], 0.1)], 1);

        (fast + slow).sum().backward();
        optimizer.step();
        optimizer.zero_grad();

        Assert.Equal(0.5f, fast.ToSingle());
        Assert.Equal(0.9f, slow.ToSingle());
        Assert.Null(fast.grad);
    }

    [Fact]
    public void Bfloat16Weights_WithMasterCopies_Train()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var net = nn.Linear(8, 1);
        using var optimizer = optim.AdamW(net.parameters(), 0.05);
        var x = randn(64, 8);
        var y = x.sum(1, keepdim: true);
        float Loss()
        {
            optimizer.zero_grad();
            var output = nn.functional.linear(x.to(bfloat16), net.weight.to(bfloat16), net.bias!.to(bfloat16));
            var loss = nn.functional.mse_loss(output.to(float32), y);
            loss.backward();
            optimizer.step();
            return loss.ToSingle();
        }

        var first = Loss();
        for (var step = 0; step < 50; step++)
        {
            Loss();
        }

        Assert.Equal(ScalarType.Float32, net.weight.grad!.dtype);
        Assert.True(Loss() < 0.1 * first);
    }
}
