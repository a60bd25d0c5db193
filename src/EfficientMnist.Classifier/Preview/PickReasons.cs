using System.Globalization;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Preview;

/// <summary>Why each image of a batch was picked, in words.</summary>
internal sealed class PickReasons(BatchSelected batch, IFittedClassifier? model, FeatureMatrix pool, IReadOnlyList<string> classNames)
{
    private readonly IQueryStrategy _strategy = StrategyCatalog.Create(batch.Strategy);
    private readonly FeatureMatrix? _beliefs = model?.Probabilities(pool.Select([.. batch.Samples.Select(s => s.Id)]));

    /// <summary>Such as <c>the two likeliest classes are 1.2 points apart; shirt 41 %, coat 40 %</c>.</summary>
    public string Of(int place)
    {
        var why = _strategy.Explain(batch.Samples[place].Score);
        if (_beliefs is null)
            return why;
        var beliefs = _beliefs.Row(place).ToArray();
        var likeliest = Enumerable.Range(0, beliefs.Length).OrderByDescending(c => beliefs[c]).Take(2)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{classNames[c]} {100 * beliefs[c]:F0} %"));
        return $"{why}; {string.Join(", ", likeliest)}";
    }
}
