using System.Text.Json.Nodes;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// Kernel ridge regression onto the classes: with k(x, y) = exp(−γ·‖x − y‖²) and targets one-hot − 1/classes, the scores are
/// k(x, X)·(K + ridge·I)⁻¹·Y and the probabilities softmax(scores / temperature). A closed form: seconds for thousands of labels.
/// With <c>calibrate</c> the temperature is fitted to the scores that each label would get from all the others.
/// </summary>
public sealed class KernelRidge : IClassifier
{
    internal const string Name = "kernel";

    /// <summary>The most examples: their kernel alone takes 3 GB in double precision, and solving for it minutes.</summary>
    public const int MostExamples = 20_000;

    private readonly KernelRidgeOptions _options;

    /// <exception cref="RefusalException">An option is out of its range.</exception>
    public KernelRidge(KernelRidgeOptions options) => _options = KernelRidgeOptions.Table.Checked(options);

    public string Kind => Name;

    internal double Gamma => _options.Gamma;

    internal double Ridge => _options.Ridge;

    public IReadOnlyDictionary<string, string> Options => KernelRidgeOptions.Table.Describe(_options);

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        var (weights, leftOut) = Solve(features, labels, classes, leaveOneOut: _options.Calibrate);
        return new Fitted(features, weights, _options.Gamma, leftOut is null ? _options.Temperature : TemperatureScaling.Fit(leftOut, labels));
    }

    /// <summary>
    /// The scores [rows, classes] that each example gets from a classifier fitted on all the others, in closed form:
    /// yᵢ − (A·Y)ᵢ / Aᵢᵢ with A = (K + ridge·I)⁻¹.
    /// </summary>
    /// <param name="features">One row per labelled image.</param>
    /// <param name="labels">A class for each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">No rows, or rows and labels do not match.</exception>
    public FeatureMatrix LeaveOneOut(FeatureMatrix features, IReadOnlyList<int> labels, int classes) => Solve(features, labels, classes, leaveOneOut: true).LeftOut!;

    /// <summary>The same as probabilities, softmax(scores / temperature).</summary>
    /// <inheritdoc cref="LeaveOneOut"/>
    public FeatureMatrix LeaveOneOutProbabilities(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        var scores = LeaveOneOut(features, labels, classes);
        var temperature = _options.Calibrate ? TemperatureScaling.Fit(scores, labels) : _options.Temperature;
        using var scope = NewDisposeScope();
        return (scores.ToTensor() / temperature).softmax(1).ToMatrix();
    }

    /// <summary>Why so many examples are refused, and what to do.</summary>
    public static string TooMany(int examples) =>
        $"The {Name} classifier learns from {MostExamples:N0} labels at most, not from {examples:N0}: its memory grows with their square. Choose classifier.kind={MultilayerPerceptron.Name} or {LinearProbe.Name}, or fewer labels.";

    private (FeatureMatrix Weights, FeatureMatrix? LeftOut) Solve(FeatureMatrix features, IReadOnlyList<int> labels, int classes, bool leaveOneOut)
    {
        LabelledRows.Check(features, labels, classes);
        if (labels.Count > MostExamples)
            throw Refusal.Invalid(TooMany(labels.Count));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var x = features.ToTensor();                                                            // [n, d]
        // Double precision: with a small ridge the kernel of near duplicates is close to singular.
        var kernel = MatrixTensors.SquaredDistances(x, x).to(ScalarType.Float64).mul_(-_options.Gamma).exp_();
        kernel.diagonal().fill_(1 + _options.Ridge);                                            // [n, n]
        var targets = LabelledRows.OneHot(labels, classes).to(ScalarType.Float64) - 1.0 / classes;
        if (!leaveOneOut)
            return (linalg.solve(kernel, targets).ToMatrix(), null);                            // [n, classes]
        var inverse = linalg.inv(kernel);
        var weights = inverse.matmul(targets);
        return (weights.ToMatrix(), (targets - weights / inverse.diagonal().unsqueeze(1)).ToMatrix());
    }

    /// <summary>softmax(k(x, examples) · weights / temperature).</summary>
    private sealed class Fitted(FeatureMatrix examples, FeatureMatrix weights, double gamma, double temperature) : IFittedClassifier
    {
        public int Classes => weights.Columns;

        public FeatureMatrix Scores(FeatureRows features) => Evaluate(features, scores => scores);

        public FeatureMatrix Probabilities(FeatureRows features) => Evaluate(features, scores => (scores / temperature).softmax(1));

        public ModelTensors Describe()
        {
            var model = new ModelTensors(new JsonObject { ["kind"] = Name, ["gamma"] = gamma, ["temperature"] = temperature });
            model.Add("examples", examples);
            model.Add("weights", weights);
            return model;
        }

        private FeatureMatrix Evaluate(FeatureRows features, Func<Tensor, Tensor> finish)
        {
            ArgumentNullException.ThrowIfNull(features);
            if (features.Columns != examples.Columns)
                throw new ArgumentException($"The classifier was fitted on {examples.Columns} features, not {features.Columns}.", nameof(features));
            using var scope = NewDisposeScope();
            var (x, w) = (examples.ToTensor(), weights.ToTensor());
            return MatrixTensors.InParts(features, Classes, part =>
                finish(MatrixTensors.SquaredDistances(part, x).mul_(-gamma).exp_().matmul(w)));
        }
    }
}
