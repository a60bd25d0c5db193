using EfficientMnist.Core.Options;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Everything that defines a run. Two runs of equal options buy the same labels.</summary>
internal sealed record RunOptions
{
    public const int MaxLabels = StopOptions.MaxMinimum;

    public string Preset { get; init; } = Experiments.Preset.Standard;

    public string Dataset { get; init; } = "fashion-mnist";

    public int Labels { get; init; } = 1_000;

    public int Seed { get; init; } = 1;

    public string Mirror { get; init; } = DatasetDefaults.MirrorByDataset;

    public OracleChoice Oracle { get; init; } = new();

    public string Strategy { get; init; } = StrategyCatalog.VOptimal;

    public EncoderChoice Encoder { get; init; } = new();

    public string Views { get; init; } = ViewChoice.Standard;

    public ClassifierChoice Classifier { get; init; } = new();

    public ColdStartOptions ColdStart { get; init; } = new();

    public RoundOptions Round { get; init; } = new();

    public ValidationOptions Validation { get; init; } = new();

    public StopOptions Stop { get; init; } = new();

    public PropagationChoice Propagation { get; init; } = new();

    public StudentChoice Student { get; init; } = new();

    public CurveOptions Curve { get; init; } = new();

    /// <summary>
    /// The options that every run has, in the order in which a run's name says them. Besides there are those of its kinds of
    /// encoder, classifier and student; <see cref="RunOptionsBinder"/> knows all.
    /// </summary>
    public static OptionTable<RunOptions> Table { get; } = new OptionTable<RunOptions>("A run", new())
        .Choice("preset", o => o.Preset, Experiments.Preset.Names, "The defaults that everything else deviates from: quick goes without students, instant besides without an encoder, plain without students, propagation and histograms.")
        .Text("dataset", o => o.Dataset, "the name of a data set", "The images that form the pool; ./eml datasets lists those there are.")
        .Whole("labels", o => o.Labels, 1, MaxLabels, "How many labels may be bought, those of the cold start and of validation included; unless given the whole pool where that is smaller.")
        .Whole("seed", o => o.Seed, 0, int.MaxValue, "Seed of everything the run draws; the encoder has its own.")
        .Choice("mirror", o => o.Mirror, DatasetDefaults.MirrorChoices, "Whether an image and its mirror image mean the same; auto goes by the data set.")
        .Part("oracle.", o => o.Oracle, OracleChoice.Table)
        .Choice("strategy", o => o.Strategy, StrategyCatalog.Names, "How the next images are chosen; random is what others are compared with.")
        .Part("encoder.", o => o.Encoder, EncoderChoice.Table)
        .Choice("views", o => o.Views, ViewChoice.All, "What the classifier sees of an image: gradient histograms, the patches it is made of, the encoder's latents, each alone or joined.")
        .Part("classifier.", o => o.Classifier, ClassifierChoice.Table)
        .Part("cold_start.", o => o.ColdStart, ColdStartOptions.Table)
        .Part("round.", o => o.Round, RoundOptions.Table)
        .Part("validate.", o => o.Validation, ValidationOptions.Table)
        .Part("stop.", o => o.Stop, StopOptions.Table)
        .Part("propagation.", o => o.Propagation, PropagationChoice.Table)
        .Part("student.", o => o.Student, StudentChoice.Table)
        .Value("curve", o => o.Curve, CurveOptions.TryParse, curve => curve.ToString(), "true, false, or a list of label counts such as 100,200,500", "At which label counts the run remembers its predictions, to be graded once it has ended; true is 10, 20, 50, 100, 200, 500 and so on.")
        .Rule((o, _) => o.Encoder.IsNone && ViewChoice.NeedsLatents(o.Views)
            ? $"views={o.Views} has an encoder's latents in it, and encoder.kind={EncoderChoice.None} has none. Choose views={ViewChoice.WithoutEncoder}, or another encoder."
            : null)
        .Rule((o, _) => o.Stop.Kind == StoppingCatalog.Target && o.Validation.Share == 0
            ? "stop.kind=target needs labels to estimate the accuracy with: set validate.share above 0, such as 0.1."
            : null);
}
