using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>Makes labels of what a source has answered, or says for which images it cannot.</summary>
internal static class SourceAnswers
{
    private const int Named = 5;

    /// <summary>The class of each image as a place in the list of classes.</summary>
    /// <exception cref="RefusalException">An image has no label, several, or one that is no class; the message names the images.</exception>
    public static Dictionary<SampleId, int> Places(IReadOnlyList<AskedImage> images, ILookup<SampleId, string> answers, IReadOnlyList<string> classNames)
    {
        var known = new Dictionary<SampleId, int>(images.Count);
        List<string> problems = [];
        foreach (var image in images)
        {
            var labels = answers[image.Sample].Where(label => label.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            var place = labels is [var label] ? classNames.ToList().IndexOf(label) : -1;
            if (place >= 0) known[image.Sample] = place;
            else problems.Add($"{image} {What(labels)}");
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
}
