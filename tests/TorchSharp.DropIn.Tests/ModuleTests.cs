using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void RegisterComponents_FindsPrivateFieldsUnderTheirNames()
    {
        using var net = new Nested();

        Assert.Equal(["offset", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias"], net.named_parameters().Select(named => named.name));
        Assert.Equal(["mean"], net.named_buffers().Select(named => named.name));
        Assert.Equal(["first", "blocks"], net.named_children().Select(named => named.name));
        Assert.True(net.has_parameter("blocks.1.bias"));
    }

    [Fact]
    public void Train_AndEval_ReachTheInnermostModule()
    {
        using var net = new Nested();
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void To_AnotherType_ReplacesParametersBuffersAndFields()
    {
        using var scope = NewDisposeScope();
        using var net = new Nested().to(float64);

        Assert.All(net.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        Assert.All(net.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.Equal(float64, net.call(ones(1, 4, float64)).dtype);
    }

    [Fact]
    public void StateDict_LoadedIntoAnother_MakesThemEqual()
    {
        using var scope = NewDisposeScope();
        using var one = new Nested();
        using var other = new Nested();

        other.load_state_dict(one.state_dict());

        Assert.True(one.call(ones(2, 4)).equal(other.call(ones(2, 4))));
        Assert.Throws<InvalidOperationException>(() => other.load_state_dict(new() { ["nothing"] = ones(1) }));
        Assert.Equal(["nothing"], other.load_state_dict(new() { ["nothing"] = ones(1) }, strict: false).unexpected_keyes);
    }

    [Fact]
    public void BatchNorm_InTraining_TracksStatisticsThatEvalUses()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var norm = nn.BatchNorm1d(3, momentum: 0.5);
        var x = (randn(100, 3) * 2) + 5;

        norm.call(x);
        Close.To(x.mean([0]) * 0.5, norm.running_mean!, "running mean");
        Close.To((x.var(0) * 0.5) + 0.5, norm.running_var!, "running variance");
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());

        norm.eval();
        Close.To((x - norm.running_mean!) / (norm.running_var! + 1e-5).sqrt(), norm.call(x), "eval");
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
    }

    [Fact]
    public void Dropout_InEval_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.9);
        dropout.eval();
        Assert.True(dropout.call(ones(50)).equal(ones(50)));
        dropout.train();
        Assert.False(dropout.call(ones(50)).equal(ones(50)));
    }

    [Fact]
    public void Hooks_BeforeAndAfter_ChangeWhatPasses()
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        var before = identity.register_forward_pre_hook((_, input) => input + 1);
        identity.register_forward_hook((_, _, output) => output * 10);

        Assert.Equal(20f, identity.call(ones(1)).ToSingle());
        before.remove();
        Assert.Equal(10f, identity.call(ones(1)).ToSingle());
    }

    [Fact]
    public void Conv2d_WithTheWrongChannels_Throws()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3);
        Assert.Throws<ArgumentException>(() => conv.call(ones(1, 2, 8, 8)));
    }

    [Fact]
    public void ChannelsLast_ByPermuting_SurvivesAConvolution()
    {
        using var scope = NewDisposeScope();
        var image = randn(2, 3, 8, 8).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        using var conv = nn.Conv2d(3, 16, 3, padding: 1);

        var output = conv.call(image);

        Assert.Equal(1, output.stride(1));
        Close.To(conv.call(image.contiguous()), output, "channels last");
    }

    private sealed class Nested : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(4, 4);
        private readonly ModuleList<Linear> blocks = nn.ModuleList(nn.Linear(4, 4), nn.Linear(4, 2));
        private readonly Parameter offset = nn.Parameter(ones(2));
        private readonly Tensor mean = zeros(2);

        public Nested() : base(nameof(Nested)) => RegisterComponents();

        public override Tensor forward(Tensor input) => blocks[1].call(blocks[0].call(first.call(input))) + offset - mean;
    }
}
