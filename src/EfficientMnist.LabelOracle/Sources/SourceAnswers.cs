using System.Globalization;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Pricing;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>Makes labels of what a source has answered, or says for which images it cannot.</summary>
internal static class SourceAnswers
{
    private const int Named = 5;

    /// <summary>The class of each image as a place in the list of classes, and what the source asks for it where labels have prices.</summary>
    /// <exception cref="RefusalException">
    /// An image has no label, several, one that is no class, or one that costs more than was reserved for it; the message names the images.
    /// </exception>
    public static Dictionary<SampleId, Sold> Places(IReadOnlyList<AskedImage> images, ILookup<SampleId, SourceAnswer> answers, IReadOnlyList<string> classNames, PriceList prices)
    {
        var known = new Dictionary<SampleId, Sold>(images.Count);
        List<string> problems = [];
        foreach (var image in images)
        {
            var labelled = answers[image.Sample].Where(answer => answer.Label.Length > 0).ToList();
            var labels = labelled.Select(answer => answer.Label).Distinct(StringComparer.Ordinal).ToList();
            var named = labelled.Select(answer => answer.Price).Distinct(StringComparer.Ordinal).ToList();
            var place = labels is [var label] ? classNames.ToList().IndexOf(label) : -1;
            if (place < 0)
                problems.Add($"{image} {What(labels)}");
            else if (!prices.IsGiven || named is [""])
                known[image.Sample] = new Sold(place, Price: null);
            else if (named is [var text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var price) && price <= prices.Dearest)
                known[image.Sample] = new Sold(place, price);
            else
                problems.Add($"{image} {What(named, prices)}");
        }
        return problems.Count == 0
            ? known
            : throw Refusal.Conflict(
                $"{string.Join("; ", problems.Take(Named))}{(problems.Count > Named ? $"; and {problems.Count - Named} more" : "")}. The classes are {string.Join(", ", classNames)}. Nothing was charged; put it right and resume the run.");
    }

    private static string What(List<string> labels) => labels switch
    {
        [] => "has no label",
        [var label] => $"has the label '{label}', which is no class",
        _ => $"has {labels.Count} labels, {string.Join(", ", labels.Select(label => $"'{label}'"))}",
    };

    private static string What(List<string> named, PriceList prices) => named switch
    {
        [var text] => $"has the price '{text}', where a whole number from 0 to {prices.Dearest}, the dearest of oracle.price, is expected",
        _ => $"has {named.Count} prices, {string.Join(", ", named.Select(text => $"'{text}'"))}",
    };
}
