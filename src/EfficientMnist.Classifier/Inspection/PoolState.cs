using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>What a run knows of its pool at one moment.</summary>
internal sealed class PoolState
{
    private const int ImagesPerMessage = 20_000;
    private const int Unknown = -1;

    private readonly IReadOnlyList<string> _classNames;
    private readonly FeatureMatrix? _probabilities;
    private readonly int[] _predicted;
    private readonly float[] _confidence;
    private readonly float[] _uncertainty;
    private readonly int[] _bought;
    private readonly int[] _label;
    private readonly bool[] _validation;

    /// <param name="classNames">A label is a place in this list.</param>
    /// <param name="count">Images of the pool.</param>
    /// <param name="probabilities">[count, classes]; null before the first label.</param>
    /// <param name="purchases">Labels bought.</param>
    public PoolState(IReadOnlyList<string> classNames, int count, FeatureMatrix? probabilities, IEnumerable<Purchase> purchases)
    {
        (_classNames, _probabilities) = (classNames, probabilities);
        (_predicted, _label) = (Filled(count, Unknown), Filled(count, Unknown));
        (_confidence, _uncertainty) = (new float[count], Filled(count, 1f));
        (_bought, _validation) = (new int[count], new bool[count]);
        for (var id = 0; probabilities is not null && id < count; id++)
            (_predicted[id], _confidence[id], _uncertainty[id]) = Belief(probabilities.Row(id));
        foreach (var purchase in purchases)
            (_label[purchase.Id], _bought[purchase.Id], _validation[purchase.Id]) = (purchase.Label, purchase.Round + 1, purchase.IsValidation);
    }

    /// <summary>Whether the run has learned from a label yet.</summary>
    public bool HasLearned => _probabilities is not null;

    /// <summary>What the classifier takes an image for; null where there is no such image.</summary>
    public Prediction? Find(int id)
    {
        if (_probabilities is null || id < 0 || id >= _predicted.Length)
            return null;
        var label = _predicted[id];
        return new Prediction { Label = label, ClassName = _classNames.ElementAtOrDefault(label) ?? "", Probabilities = { _probabilities.Row(id).ToArray() } };
    }

    /// <summary>The images that the classifier is least sure of, the likeliest and the next class being closest, first; none before the first label.</summary>
    /// <param name="taken">Images to leave out.</param>
    /// <param name="limit">How many at most.</param>
    public ListUncertainResponse Uncertain(IReadOnlySet<int> taken, int limit)
    {
        var response = new ListUncertainResponse { ClassNames = { _classNames } };
        if (_probabilities is { } probabilities)
        {
            var ids = Enumerable.Range(0, _predicted.Length).Where(id => !taken.Contains(id)).OrderBy(id => Uncertainty.Margin(probabilities.Row(id))).Take(limit);
            response.Samples.AddRange(ids.Select(id => new UncertainSample
            {
                SampleId = id,
                PredictedLabel = _predicted[id],
                Probabilities = { probabilities.Row(id).ToArray() },
            }));
        }
        return response;
    }

    /// <summary>As the contract has it.</summary>
    /// <param name="history">Of the run, which says how its images are marked.</param>
    public IEnumerable<StreamPoolStateResponse> ToMessages(RunHistory history)
    {
        var marks = new ImageMark[_predicted.Length];
        foreach (var id in history.Wanted)
            marks[id] = ImageMark.Next;
        foreach (var id in history.Learner.Excluded)
            marks[id] = ImageMark.Excluded;
        for (var first = 0; first < _predicted.Length; first += ImagesPerMessage)
        {
            var range = first..Math.Min(_predicted.Length, first + ImagesPerMessage);
            yield return new StreamPoolStateResponse
            {
                ClassNames = { first == 0 ? _classNames : [] },
                SampleIds = { Enumerable.Range(first, range.End.Value - first) },
                Predicted = { _predicted[range] },
                Confidence = { _confidence[range] },
                Uncertainty = { _uncertainty[range] },
                Bought = { _bought[range] },
                Label = { _label[range] },
                Validation = { _validation[range] },
                Marks = { marks[range] },
            };
        }
    }

    private static (int Class, float Confidence, float Uncertainty) Belief(ReadOnlySpan<float> probabilities)
    {
        var (best, second) = (0, float.NegativeInfinity);
        for (var c = 1; c < probabilities.Length; c++)
        {
            if (probabilities[c] > probabilities[best])
                (best, second) = (c, probabilities[best]);
            else
                second = Math.Max(second, probabilities[c]);
        }
        return (best, probabilities[best], Math.Clamp(1 - (probabilities[best] - second), 0, 1));
    }

    private static T[] Filled<T>(int count, T value)
    {
        var filled = new T[count];
        Array.Fill(filled, value);
        return filled;
    }
}
