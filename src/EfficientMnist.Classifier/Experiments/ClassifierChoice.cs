using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.FineTuning;

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

/// <summary>The kinds of classifiers a run may have: those fitted to features, and those that are networks at the trainer.</summary>
internal static class ClassifierKinds
{
    private const string Classes = "classes";

    // Whatever the network is, its stand-in learns in a moment.
    private const string StandIn = "linear";

    private static readonly OptionTable<FineTuneOptions> FineTuned = FineTuneOptions.Table.Without(Classes);

    public static IReadOnlyList<string> All { get; } = [.. ClassifierCatalog.Kinds, ClassifierChoice.FineTune, ClassifierChoice.Student];

    /// <summary>The options of a kind with their defaults.</summary>
    /// <param name="kind">One of <see cref="All"/>.</param>
    public static OptionSet Options(string kind) => kind switch
    {
        ClassifierChoice.FineTune => new OptionSet<FineTuneOptions>(FineTuned, FineTuned.Defaults),
        ClassifierChoice.Student => ClassifierCatalog.Options(ClassifierChoice.Kernel),
        _ => ClassifierCatalog.Options(kind),
    };

    /// <summary>
    /// What is fitted to features in each round: for a student its teacher; for a fine-tuned network a stand-in, where the
    /// network itself would have to be trained once more, such as for labels held out.
    /// </summary>
    public static IClassifier Create(ClassifierChoice choice) => choice.Kind switch
    {
        ClassifierChoice.FineTune => ClassifierCatalog.Create(StandIn, ClassifierCatalog.Options(StandIn)),
        ClassifierChoice.Student => ClassifierCatalog.Create(ClassifierChoice.Kernel, choice.Options),
        _ => ClassifierCatalog.Create(choice.Kind, choice.Options),
    };
}
