using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Classifiers;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which classifier is fitted in each round.</summary>
internal sealed record ClassifierChoice
{
    public const string Kernel = "kernel";

    /// <summary>Not fitted to features: the trainer trains the encoder's own network on the labels.</summary>
    public const string FineTune = "fine_tune";

    /// <summary>The run's last student alone, taught by the kernel classifier.</summary>
    public const string Student = "student";

    public string Kind { get; init; } = Kernel;

    public bool IsFineTuned => Kind == FineTune;

    /// <summary>The options of the kind.</summary>
    public OptionSet Options { get; init; } = ClassifierCatalog.Options(Kernel);

    public static OptionTable<ClassifierChoice> Table { get; } = new OptionTable<ClassifierChoice>("classifier", new())
        .Choice("kind", o => o.Kind, ClassifierKinds.All, "Which classifier is fitted in each round; fine_tune trains the encoder's own network on the labels, student is the run's last student alone.");
}
