using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The students that learn from the run's classifier, and their part in its predictions.</summary>
internal sealed record StudentChoice
{
    public const string FromPrevious = "previous";
    public const string FromRandom = "random";

    private const string FromEncoder = "encoder";
    private static readonly OptionTable<StudentOptions> Network = StudentOptions.Table.Without(StudentOptions.ClassesName);

    public int Generations { get; init; } = 2;

    public double Weight { get; init; } = 0.5;

    public double TeacherTemperature { get; init; } = 1;

    public StudentTimes At { get; init; } = StudentTimes.Half;

    public string Start { get; init; } = FromPrevious;

    /// <summary>The options of the network and its training.</summary>
    public OptionSet Options { get; init; } = new OptionSet<StudentOptions>(Network, Network.Defaults);

    public static OptionTable<StudentChoice> Table { get; } = new OptionTable<StudentChoice>("student", new())
        .Whole("generations", o => o.Generations, 0, 10, "Students one after the other once the last label is bought, each taught by the one before and the classifier on its features; 0 for none.")
        .Number("weight", o => o.Weight, 0, 1, "Weight of the student's probabilities in the mean with the classifier's.")
        .Number("teacher_temperature", o => o.TeacherTemperature, 0.1, 10, "Softens (above 1) or sharpens (below 1) what a student is taught.")
        .Value("at", o => o.At, StudentTimes.TryParse, times => times.ToString(), "half, none, or a list of label counts such as 200,500", "When a student is trained on the way, so that the next rounds choose with it.")
        .Choice("start", o => o.Start, [FromPrevious, FromEncoder, FromRandom], "What weights a student begins with: those of the run's student before it; those of the run's encoder, as the first one does, where it is of the kind contrastive; or random ones.");

    /// <summary>The label counts, of so many labels in all, at which a student is trained on the way.</summary>
    public IReadOnlyList<int> TimesOnTheWay(int labels) => At.IsHalf && Generations == 0 ? [] : At.Of(labels);
}
