using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// Multinomial logistic regression on standardised features: what a frozen encoder's latents are worth by themselves.
/// Minimises the mean cross-entropy + ½·weight_decay·‖W‖² over all examples at once.
/// </summary>
public sealed class LinearProbe : IClassifier
{
    internal const string Name = "linear";

    private readonly LinearProbeOptions _options;

    /// <exception cref="RefusalException">An option is out of its range.</exception>
    public LinearProbe(LinearProbeOptions options) => _options = LinearProbeOptions.Table.Checked(options);

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => LinearProbeOptions.Table.Describe(_options);

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        LabelledRows.Check(features, labels, classes);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var examples = features.ToTensor();                                                // [n, d]
        var standard = ColumnStandard.Of(examples);
        // A column of ones takes the place of the bias.
        var x = cat([standard.Scale()(examples), ones(examples.shape[0], 1)], 1);          // [n, d + 1]
        var weights = Solve(x, LabelledRows.OneHot(labels, classes));                      // [d + 1, classes]
        return new Fitted(standard, weights.ToMatrix());
    }

    // Nesterov's accelerated gradient, restarted whenever it runs uphill (O'Donoghue and Candès, 2015, arXiv 1204.3982).
    private Tensor Solve(Tensor x, Tensor targets)
    {
        var n = x.shape[0];
        // The loss curves at most by ½·λ₁(XᵀX/n) + weight decay.
        var step = 1 / (0.5 * LargestEigenvalue(x) / n + _options.WeightDecay);
        var decay = full([x.shape[1], 1], _options.WeightDecay, dtype: ScalarType.Float32);
        decay.narrow(0, x.shape[1] - 1, 1).zero_();                                        // none for the bias
        var weights = zeros(x.shape[1], targets.shape[1]);
        var ahead = weights.clone();
        var momentum = 1.0;
        for (var i = 0; i < _options.Iterations; i++)
        {
            using var scope = NewDisposeScope();
            var gradient = x.t().matmul(x.matmul(ahead).softmax(1) - targets) / n + decay * ahead;
            var next = ahead - step * gradient;
            var uphill = (gradient * (next - weights)).sum().item<float>() > 0;
            var grown = uphill ? 1 : (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
            ahead.copy_(uphill ? next : next + (momentum - 1) / grown * (next - weights));
            weights.copy_(next);
            momentum = grown;
        }
        return weights;
    }

    // The power method on XᵀX, with a margin for its ending early.
    private static double LargestEigenvalue(Tensor x)
    {
        using var scope = NewDisposeScope();
        var v = ones(x.shape[1], 1);
        var length = 1.0;
        for (var i = 0; i < 30; i++)
        {
            v = x.t().matmul(x.matmul(v / v.norm().item<float>()));
            length = v.norm().item<float>();
        }
        return 1.1 * length;
    }

    private sealed class Fitted(ColumnStandard standard, FeatureMatrix weights) : IFittedClassifier
    {
        public int Classes => weights.Columns;

        public FeatureMatrix Scores(FeatureRows features) => Evaluate(features, scores => scores);

        public FeatureMatrix Probabilities(FeatureRows features) => Evaluate(features, scores => scores.softmax(1));

        public ModelTensors Describe()
        {
            using var scope = NewDisposeScope();
            var (graph, w) = (new NetworkGraph(), weights.ToTensor());
            var rows = standard.Describe(graph, NetworkGraph.Input);
            graph.End(rows, graph.Linear(rows, w.narrow(0, 0, standard.Columns).t(), w[standard.Columns]), averagesMirrored: false);
            var model = ModelTensors.Of(graph);
            model.Description["kind"] = Name;
            return model;
        }

        private FeatureMatrix Evaluate(FeatureRows features, Func<Tensor, Tensor> finish)
        {
            standard.Check(features);
            using var scope = NewDisposeScope();
            var (scale, w) = (standard.Scale(), weights.ToTensor());
            var (slope, bias) = (w.narrow(0, 0, standard.Columns), w.narrow(0, standard.Columns, 1));
            return MatrixTensors.InParts(features, Classes, part => finish(scale(part).matmul(slope) + bias));
        }
    }
}
