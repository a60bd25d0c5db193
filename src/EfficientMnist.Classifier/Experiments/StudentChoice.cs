using System.Collections.Immutable;
using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The students that learn from the run's classifier, and their part in its predictions.</summary>
internal sealed record StudentChoice
{
    public const string FromPrevious = "previous";
    public const string FromRandom = "random";

    private const string FromEncoder = "encoder";
    private static readonly OptionTable<StudentOptions> Network = StudentOptions.Table.Without(StudentOptions.ClassesName);

    public int Generations { get; init; } = 1;

    public double Weight { get; init; } = 0.5;

    public double TeacherTemperature { get; init; } = 1;

    /// <summary>Label counts at which a student is trained on the way; one that knew few labels has half the say in the rest.</summary>
    public LabelCounts At { get; init; } = LabelCounts.None;

    public string Start { get; init; } = FromPrevious;

    /// <summary>The options of the network and its training.</summary>
    public OptionSet Options { get; init; } = new OptionSet<StudentOptions>(Network, Network.Defaults);

    public static OptionTable<StudentChoice> Table { get; } = new OptionTable<StudentChoice>("student", new())
        .Whole("generations", o => o.Generations, 0, 10, "Students one after the other once the last label is bought, each taught by the classifier and the one before; 0 for none.")
        .Number("weight", o => o.Weight, 0, 1, "Weight of the student's probabilities in the mean with the classifier's.")
        .Number("teacher_temperature", o => o.TeacherTemperature, 0.1, 10, "Softens (above 1) or sharpens (below 1) what a student is taught.")
        .Value("at", o => o.At, TryParseTimes, times => times.ToString(), "none, or a list of label counts such as 200,500", "When a student is trained on the way, so that the next rounds choose with it.")
        .Choice("start", o => o.Start, [FromPrevious, FromEncoder, FromRandom], "What weights a student begins with: those of the run's student before it; those of the run's encoder, as the first one does, where it is of the kind contrastive; or random ones.");

    private static bool TryParseTimes(string text, out LabelCounts times)
    {
        var counts = text == LabelCounts.Nothing ? LabelCounts.None : LabelCounts.TryParse(text);
        times = counts ?? LabelCounts.None;
        return counts is not null;
    }
}

/// <summary>What the trainer is asked for when a run's student is due.</summary>
/// <param name="Options">Every option with its value, but the number of classes, which the data set has.</param>
/// <param name="BeginsWithEncoder">Whether the run's encoder is what it begins with.</param>
internal sealed record StudentSettings(ImmutableSortedDictionary<string, string> Options, bool BeginsWithEncoder)
{
    /// <summary>The option in which a student agrees with the encoder it begins with.</summary>
    public const string Width = "width";

    public static StudentSettings Of(RunOptions run) => new(run.Student.Options.Values, BeginsWith(run));

    /// <summary>Whether a run's student begins with the weights of the run's encoder.</summary>
    public static bool BeginsWith(RunOptions run) => run.Student.Start != StudentChoice.FromRandom && run.Encoder.Kind == EncoderCatalog.Contrastive;

    /// <exception cref="RefusalException">The student does not fit the encoder whose weights it begins with.</exception>
    public static void Check(RunOptions run)
    {
        var (mine, encoders) = (run.Student.Options.Values[Width], run.Encoder.Options.Values.GetValueOrDefault(Width, ""));
        if (BeginsWith(run) && mine != encoders)
            throw Refusal.InvalidField($"student.{Width}", $"student.{Width}={mine} does not fit encoder.{Width}={encoders}, whose weights it begins with. Choose the same, or student.start={StudentChoice.FromRandom}.");
    }
}
