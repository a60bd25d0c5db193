using System.Globalization;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;
using Parameter = TorchSharp.Modules.Parameter;

namespace EfficientMnist.Learning.Tests.Training;

/// <summary>A small network, trained side by side with PyTorch, has its weights after each step.</summary>
public sealed class OptimizerPeerTests
{
    private const int Steps = 15;
    private const double WeightDecay = 0.1;

    private static readonly Case[] Cases =
    [
        new("sgd", LearningRate: 0.05, Rho: 0),
        new("adam", LearningRate: 0.02, Rho: 0),
        new("adamw", LearningRate: 0.02, Rho: 0),
        new("sgd", LearningRate: 0.05, Rho: 0.2),
        new("adamw", LearningRate: 0.02, Rho: 0.2),
    ];

    // All by one process: the import of PyTorch takes longer than they do.
    private static readonly Lazy<double[][]> Theirs = new(() => [.. PythonFactAttribute.Peer("torch", "optimizers.py", [$"{Steps}", .. Cases.Select(Text)])
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())]);

    [PythonFact("torch")]
    public void Sgd_StepByStep_IsTorchs() => Compare(0);

    [PythonFact("torch")]
    public void Adam_StepByStep_IsTorchs() => Compare(1);

    [PythonFact("torch")]
    public void AdamW_StepByStep_IsTorchs() => Compare(2);

    [PythonFact("torch")]
    public void Sam_AroundSgd_IsItsDefinition() => Compare(3);

    [PythonFact("torch")]
    public void Sam_AroundAdamW_IsItsDefinition() => Compare(4);

    private static void Compare(int index)
    {
        var (name, learningRate, rho) = Cases[index];
        Assert.Equal(Steps * Cases.Length, Theirs.Value.Length);
        var theirs = Theirs.Value.AsSpan(Steps * index, Steps);

        using var scope = NewDisposeScope();
        using var network = new Network();
        using IOptimizer optimizer = name == "sgd" ? new Sgd(network, WeightDecay, momentum: 0.9) : new Adam(network, WeightDecay, decoupled: name == "adamw");
        var sharpness = new Sharpness(network, rho);
        for (var step = 1; step <= Steps; step++)
        {
            network.TakeGradients();
            if (rho > 0)
                sharpness.Climb(network.TakeGradients);
            optimizer.Step(learningRate, step);
            Assert.Equal(theirs[step - 1], network.Weights, (a, b) => Math.Abs(a - b) < 2e-5);
        }
    }

    private static string Text(Case tried) => string.Create(CultureInfo.InvariantCulture, $"{tried.Name},{tried.LearningRate:R},{WeightDecay:R},{tried.Rho:R}");

    private sealed record Case(string Name, double LearningRate, double Rho);

    private sealed class Network : nn.Module
    {
        private readonly Linear first = nn.Linear(4, 3);
        private readonly Linear second = nn.Linear(3, 2);
        private readonly Tensor _inputs = Numbers(20, 5).view(5, 4);
        private readonly Tensor _targets = Numbers(10, 6).view(5, 2);

        public Network()
            : base(nameof(Network))
        {
            RegisterComponents();
            using var noGrad = no_grad();
            var phase = 0;
            foreach (var parameter in Ordered)
                parameter.copy_(Numbers((int)parameter.numel(), phase++).view(parameter.shape));
        }

        public IEnumerable<double> Weights => Ordered.SelectMany(p => p.detach().contiguous().data<float>().ToArray()).Select(v => (double)v);

        private IEnumerable<Parameter> Ordered => [first.weight, first.bias!, second.weight, second.bias!];

        public void TakeGradients() => (second.forward(first.forward(_inputs).tanh()) - _targets).pow(2).mean().backward();

        private static Tensor Numbers(int count, int phase) => tensor(Enumerable.Range(0, count).Select(i => (float)Math.Sin(i * 1.7 + phase)).ToArray());
    }
}
