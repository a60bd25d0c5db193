using System.Globalization;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Why each image of a batch was picked, in words.</summary>
/// <param name="batch">The batch.</param>
/// <param name="beliefs">Class probabilities of its images; null before the first label.</param>
/// <param name="classNames">Names of the classes.</param>
internal sealed class PickReasons(BatchSelected batch, FeatureMatrix? beliefs, IReadOnlyList<string> classNames)
{
    private readonly IQueryStrategy _strategy = StrategyCatalog.Create(batch.Strategy);

    /// <summary>Such as <c>the two likeliest classes are 1.2 points apart; shirt 41 %, coat 40 %</c>.</summary>
    public string Of(int place)
    {
        var why = place < batch.Wanted ? "asked for by hand" : _strategy.Explain(batch.Samples[place].Score);
        if (beliefs is null)
            return why;
        var row = beliefs.Row(place).ToArray();
        var likeliest = Enumerable.Range(0, row.Length).OrderByDescending(c => row[c]).Take(2)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{classNames[c]} {100 * row[c]:F0} %"));
        return $"{why}; {string.Join(", ", likeliest)}";
    }
}
