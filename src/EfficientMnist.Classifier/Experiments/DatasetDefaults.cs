using System.Collections.Immutable;
using System.Globalization;
using EfficientMnist.Learning.Encoders.Contrastive;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>
/// What is known of a data set before any label is: a mirrored digit is no digit, so neither encoder nor student learns from
/// mirrored views; the drawn glyphs, there for a first try, need no long training; and a third of the images needs more passes
/// over them. What was asked for by name stays. <see cref="ForPool"/> adds what is known once the pool has been counted.
/// </summary>
internal static class DatasetDefaults
{
    public const string MirrorByDataset = "auto";

    private const string MirrorOff = "off";
    private const string Contrastive = "contrastive";
    private static readonly string[] SeeMirrored = [Contrastive, "hcl"];
    private static readonly string[] OfDigits = ["mnist"];

    // The pool whose passes are the kinds' own defaults, and how many there are at most: those over a few images teach nothing new.
    private const int UsualPool = 60_000;
    private const int MostEncoderEpochs = 200;
    private const int MostStudentEpochs = 50;

    // Passes of a contrastive encoder and of a student over the pool.
    private static readonly Dictionary<string, (string Encoder, string Student)> Epochs = new() { ["glyphs"] = ("8", "2"), ["cifar-10"] = ("60", "12") };

    public static IReadOnlyList<string> MirrorChoices { get; } = [MirrorByDataset, "on", MirrorOff];

    public static RunOptions Apply(RunOptions options)
    {
        var (encoder, student, classifier) = (options.Encoder.Overrides, options.Student.Overrides, options.Classifier.Overrides);
        var isContrastive = options.Encoder.Kind == Contrastive;
        if (options.Mirror == MirrorOff || (options.Mirror == MirrorByDataset && OfDigits.Contains(options.Dataset)))
        {
            encoder = SeeMirrored.Contains(options.Encoder.Kind) ? With(encoder, "flip", "0") : encoder;
            student = With(With(student, "flip", "0"), "flip_average", "off");
            classifier = options.Classifier.IsFineTuned ? With(With(classifier, "flip", "0"), "flip_average", "off") : classifier;
        }
        if (Epochs.TryGetValue(options.Dataset, out var epochs))
        {
            encoder = isContrastive ? With(encoder, "epochs", epochs.Encoder) : encoder;
            student = With(student, "epochs", epochs.Student);
        }
        return options with
        {
            Encoder = options.Encoder with { Overrides = encoder },
            Classifier = options.Classifier with { Overrides = classifier },
            Student = options.Student with { Overrides = student },
        };
    }

    /// <summary>What a pool of this size makes of options that nobody gave: names and values, to be added to the deviations.</summary>
    public static IEnumerable<(string Name, string Value)> ForPool(RunOptions options, int pool)
    {
        if (pool < options.Labels)
            yield return ("labels", Text(pool));
        if (pool >= UsualPool || Epochs.ContainsKey(options.Dataset))
            yield break;
        if (options.Encoder.Kind == Contrastive)
            yield return ("encoder.epochs", Text(Passes(new ContrastiveOptions().Epochs, MostEncoderEpochs)));
        if (options.Student.Generations > 0)
            yield return ("student.epochs", Text(Passes(new StudentOptions().Epochs, MostStudentEpochs)));

        int Passes(int usual, int most) => (int)Math.Min((long)usual * UsualPool / pool, most);
        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private static ImmutableSortedDictionary<string, string> With(ImmutableSortedDictionary<string, string> overrides, string name, string value) =>
        overrides.ContainsKey(name) ? overrides : overrides.Add(name, value);
}
