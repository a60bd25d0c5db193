using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.FineTuning;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The kinds of classifiers a run may have: those fitted to features, and those that are networks at the trainer.</summary>
internal static class ClassifierKinds
{
    // Whatever the network is, its stand-in learns in a moment.
    private const string StandIn = "linear";

    private static readonly Dictionary<string, string> Defaults = [];

    public static IReadOnlyList<string> All { get; } = [.. ClassifierCatalog.Kinds, ClassifierChoice.FineTune, ClassifierChoice.Student];

    /// <summary>Every option of the kind with its value.</summary>
    /// <exception cref="ArgumentException">An unknown kind or option, or a bad value; says what is allowed.</exception>
    public static IReadOnlyDictionary<string, string> Describe(ClassifierChoice choice) => choice.Kind switch
    {
        _ when !All.Contains(choice.Kind) => throw new ArgumentException($"There is no classifier '{choice.Kind}'; choose one of {string.Join(", ", All)}."),
        ClassifierChoice.FineTune => FineTuneRecipe.Describe(choice.Overrides),
        _ => Create(choice).Options,
    };

    /// <summary>
    /// What is fitted to features in each round: for a student its teacher; for a fine-tuned network a stand-in, where the
    /// network itself would have to be trained once more, such as for labels held out.
    /// </summary>
    public static IClassifier Create(ClassifierChoice choice) => choice.Kind switch
    {
        ClassifierChoice.FineTune => ClassifierCatalog.Create(StandIn, Defaults),
        ClassifierChoice.Student => ClassifierCatalog.Create(ClassifierChoice.Kernel, choice.Overrides),
        _ => ClassifierCatalog.Create(choice.Kind, choice.Overrides),
    };
}
