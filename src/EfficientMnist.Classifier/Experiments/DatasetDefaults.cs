using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>
/// What is known of a data set before any label is: a mirrored digit is no digit, so neither encoder nor student learns from
/// mirrored views; and the drawn glyphs, there for a first try, need no long training. What was asked for by name stays.
/// </summary>
internal static class DatasetDefaults
{
    public const string MirrorByDataset = "auto";

    private const string MirrorOff = "off";
    private const string Contrastive = "contrastive";
    private static readonly string[] OfDigits = ["mnist"];
    private static readonly string[] Drawn = ["glyphs"];

    public static IReadOnlyList<string> MirrorChoices { get; } = [MirrorByDataset, "on", MirrorOff];

    public static RunOptions Apply(RunOptions options)
    {
        var (encoder, student, classifier) = (options.Encoder.Overrides, options.Student.Overrides, options.Classifier.Overrides);
        var isContrastive = options.Encoder.Kind == Contrastive;
        if (options.Mirror == MirrorOff || (options.Mirror == MirrorByDataset && OfDigits.Contains(options.Dataset)))
        {
            encoder = isContrastive ? With(encoder, "flip", "0") : encoder;
            student = With(With(student, "flip", "0"), "flip_average", "off");
            classifier = options.Classifier.IsFineTuned ? With(With(classifier, "flip", "0"), "flip_average", "off") : classifier;
        }
        if (Drawn.Contains(options.Dataset))
        {
            encoder = isContrastive ? With(encoder, "epochs", "8") : encoder;
            student = With(student, "epochs", "2");
        }
        return options with
        {
            Encoder = options.Encoder with { Overrides = encoder },
            Classifier = options.Classifier with { Overrides = classifier },
            Student = options.Student with { Overrides = student },
        };
    }

    private static ImmutableSortedDictionary<string, string> With(ImmutableSortedDictionary<string, string> overrides, string name, string value) =>
        overrides.ContainsKey(name) ? overrides : overrides.Add(name, value);
}
