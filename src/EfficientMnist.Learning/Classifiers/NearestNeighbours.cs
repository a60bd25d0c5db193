using System.Text.Json.Nodes;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// The k nearest labelled images vote (Fix and Hodges, 1951): a probe of an encoder's latents that has nothing to fit. The
/// probabilities are the shares of the votes, as in scikit-learn's KNeighborsClassifier, and so are the scores.
/// </summary>
public sealed class NearestNeighbours : IClassifier
{
    internal const string Name = "knn";

    private readonly NearestNeighboursOptions _options;

    /// <exception cref="RefusalException">An option is out of its range.</exception>
    public NearestNeighbours(NearestNeighboursOptions options) => _options = NearestNeighboursOptions.Table.Checked(options);

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => NearestNeighboursOptions.Table.Describe(_options);

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        LabelledRows.Check(features, labels, classes);
        return new Fitted(_options, Placed(features, _options), [.. labels], classes);
    }

    // Between rows of unit length the squared distance is twice 1 − cosine.
    private static FeatureMatrix Placed(FeatureMatrix features, NearestNeighboursOptions options)
    {
        if (options.Metric != NearestNeighboursOptions.Cosine)
            return features;
        var placed = new FeatureMatrix(features.Rows, features.Columns);
        for (var row = 0; row < placed.Rows; row++)
        {
            var from = features.Row(row);
            var to = placed.MutableRow(row);
            var squares = 0.0;
            foreach (var value in from)
                squares += (double)value * value;
            var scale = squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0;
            for (var column = 0; column < to.Length; column++)
                to[column] = scale * from[column];
        }
        return placed;
    }

    private sealed class Fitted(NearestNeighboursOptions options, FeatureMatrix examples, int[] labels, int classes) : IFittedClassifier
    {
        // An image that is itself among the labelled has all but the whole vote.
        private const double NearZero = 1e-9;

        private const int RowsAtOnce = 4_096;

        public int Classes => classes;

        public FeatureMatrix Scores(FeatureRows features) => Probabilities(features);

        public FeatureMatrix Probabilities(FeatureRows features)
        {
            ArgumentNullException.ThrowIfNull(features);
            if (features.Columns != examples.Columns)
                throw new ArgumentException($"The classifier was fitted on {examples.Columns} features, not {features.Columns}.", nameof(features));
            var shares = new FeatureMatrix(features.Rows, classes);
            for (var start = 0; start < features.Rows; start += RowsAtOnce)
                Ask(features.Slice(start, Math.Min(RowsAtOnce, features.Rows - start)), shares, start);
            return shares;
        }

        public ModelTensors Describe()
        {
            var model = new ModelTensors(new JsonObject { ["kind"] = Name, ["k"] = Math.Min(options.K, labels.Length), ["metric"] = options.Metric, ["weights"] = options.Weights });
            model.Add("examples", examples);
            var votes = new FeatureMatrix(labels.Length, classes);
            for (var row = 0; row < labels.Length; row++)
                votes.MutableRow(row)[labels[row]] = 1;
            model.Add("votes", votes);
            return model;
        }

        private void Ask(FeatureMatrix features, FeatureMatrix shares, int first)
        {
            var count = Math.Min(options.K, labels.Length);
            var (ids, squared) = NearestRows.Of(Placed(features, options), examples, count, CancellationToken.None);
            Span<double> votes = new double[classes];
            for (var row = 0; row < features.Rows; row++)
            {
                votes.Clear();
                var sum = 0.0;
                for (var i = row * count; i < (row + 1) * count; i++)
                {
                    var vote = Vote(squared[i]);
                    votes[labels[ids[i]]] += vote;
                    sum += vote;
                }
                var share = shares.MutableRow(first + row);
                for (var c = 0; c < classes; c++)
                    share[c] = (float)(votes[c] / sum);
            }
        }

        private double Vote(double squared)
        {
            if (options.Weights != NearestNeighboursOptions.Distance)
                return 1;
            return 1 / Math.Max(options.Metric == NearestNeighboursOptions.Cosine ? squared / 2 : Math.Sqrt(squared), NearZero);
        }
    }
}
