using System.Globalization;
using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Encoders;
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
    private const string EpochsName = "epochs";
    private static readonly string[] SeeMirrored = [EncoderCatalog.Contrastive, "hcl"];
    private static readonly string[] OfDigits = ["mnist"];

    // The pool whose passes are the kinds' own defaults: smaller ones take as many steps, and of larger ones an epoch shows a part.
    // How many passes there are at most: those over a few images teach nothing new.
    private const int UsualPool = 60_000;
    private const int MostEncoderEpochs = 200;
    private const int MostStudentEpochs = 100;

    // Passes of a contrastive encoder and of a student over the pool.
    private static readonly Dictionary<string, (string Encoder, string Student)> Epochs = new() { ["glyphs"] = ("8", "4"), ["cifar-10"] = ("60", "32") };

    /// <summary>The data sets with defaults of their own.</summary>
    public static IReadOnlyList<string> Datasets { get; } = [.. OfDigits.Concat(Epochs.Keys).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> MirrorChoices { get; } = [MirrorByDataset, "on", MirrorOff];

    /// <summary>The options of a run's kind of encoder.</summary>
    public static OptionSet Encoder(RunOptions run)
    {
        List<(string, string)> known = [];
        if (SeesNoMirror(run) && SeeMirrored.Contains(run.Encoder.Kind))
            known.Add(("flip", "0"));
        if (run.Encoder.Kind == EncoderCatalog.Contrastive && Epochs.TryGetValue(run.Dataset, out var epochs))
            known.Add((EpochsName, epochs.Encoder));
        return EncoderChoice.OptionsOf(run.Encoder.Kind).BindKnown(known);
    }

    /// <summary>The options of a run's kind of classifier.</summary>
    public static OptionSet Classifier(RunOptions run) => ClassifierKinds.Options(run.Classifier.Kind).BindKnown(WithoutMirror(run));

    /// <summary>The options of a run's students, whose encoder is known.</summary>
    public static OptionSet Student(RunOptions run)
    {
        List<(string, string)> known = [.. WithoutMirror(run)];
        if (Epochs.TryGetValue(run.Dataset, out var epochs))
            known.Add((EpochsName, epochs.Student));
        // A student that begins with an encoder is as wide as that.
        if (StudentSettings.BeginsWith(run))
            known.Add((StudentSettings.Width, run.Encoder.Options.Values[StudentSettings.Width]));
        return new StudentChoice().Options.BindKnown(known);
    }

    /// <summary>What a pool of this size makes of options that nobody gave: names and values, to be added to the deviations.</summary>
    public static IEnumerable<(string Name, string Value)> ForPool(RunOptions options, int pool)
    {
        // A budget in money alone is for as many labels as it may pay for.
        var labels = options.Oracle is { Money: > 0 and var money, Price.Cheapest: > 0 and var cheapest } ? Math.Min(money / cheapest, RunOptions.MaxLabels) : options.Labels;
        if (Math.Min(pool, options.Oracle.Money > 0 && options.Oracle.Price.Cheapest == 0 ? pool : labels) is var most && most != options.Labels)
            yield return ("labels", Text((int)most));
        if (pool >= UsualPool || Epochs.ContainsKey(options.Dataset))
            yield break;
        if (options.Encoder.Kind == EncoderCatalog.Contrastive)
            yield return ("encoder.epochs", Text(Passes(new ContrastiveOptions().Training.Epochs, MostEncoderEpochs)));
        if (options.Student.Generations > 0)
            yield return ("student.epochs", Text(Passes(new StudentOptions().Training.Epochs, MostStudentEpochs)));

        int Passes(int usual, int most) => (int)Math.Min((long)usual * UsualPool / pool, most);
        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private static bool SeesNoMirror(RunOptions run) => run.Mirror == MirrorOff || (run.Mirror == MirrorByDataset && OfDigits.Contains(run.Dataset));

    private static (string, string)[] WithoutMirror(RunOptions run) => SeesNoMirror(run) ? [("flip", "0"), ("flip_average", "off")] : [];
}
