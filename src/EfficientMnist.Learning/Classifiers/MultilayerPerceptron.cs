using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// A perceptron with one hidden layer on standardised features: softmax(W₂·relu(W₁·x + b₁) + b₂), trained by AdamW on the mean
/// cross-entropy in batches. Part of the labels is held back; the weights kept are those of the epoch with the least
/// cross-entropy of these (Prechelt, 1998). Equal labels and options give equal weights on one machine.
/// </summary>
public sealed class MultilayerPerceptron : IClassifier
{
    internal const string Name = "mlp";

    private readonly MultilayerPerceptronOptions _options;

    /// <exception cref="RefusalException">An option is out of its range.</exception>
    public MultilayerPerceptron(MultilayerPerceptronOptions options) => _options = MultilayerPerceptronOptions.Table.Checked(options);

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => MultilayerPerceptronOptions.Table.Describe(_options);

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        LabelledRows.Check(features, labels, classes);
        using var scope = NewDisposeScope();
        var examples = features.ToTensor();                                                 // [n, d]
        var standard = ColumnStandard.Of(examples);
        using var training = new PerceptronTraining(_options, standard.Scale()(examples), labels, classes);
        return new Fitted(standard, training.Run());
    }

    private sealed class Fitted(ColumnStandard standard, IReadOnlyList<FeatureMatrix> layers) : IFittedClassifier
    {
        public int Classes => layers[^1].Columns;

        public FeatureMatrix Scores(FeatureRows features) => Evaluate(features, scores => scores);

        public FeatureMatrix Probabilities(FeatureRows features) => Evaluate(features, scores => scores.softmax(1));

        public ModelTensors Describe()
        {
            using var scope = NewDisposeScope();
            Tensor[] weights = [.. layers.Select(layer => layer.ToTensor())];
            var graph = new NetworkGraph();
            var rows = standard.Describe(graph, NetworkGraph.Input);
            var hidden = graph.LeakyRectifier(graph.Linear(rows, weights[0].t(), weights[1].flatten()), slope: 0);
            graph.End(hidden, graph.Linear(hidden, weights[2].t(), weights[3].flatten()), averagesMirrored: false);
            var model = ModelTensors.Of(graph);
            model.Description["kind"] = Name;
            return model;
        }

        private FeatureMatrix Evaluate(FeatureRows features, Func<Tensor, Tensor> finish)
        {
            standard.Check(features);
            using var scope = NewDisposeScope();
            var scale = standard.Scale();
            Tensor[] weights = [.. layers.Select(layer => layer.ToTensor())];
            return MatrixTensors.InParts(features, Classes, part => finish(Perceptron.Scores(scale(part), weights)));
        }
    }
}
