using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The students that learn from the run's classifier, and their part in its predictions.</summary>
internal sealed record StudentChoice
{
    public const int MaxGenerations = 10;
    public const double LeastTemperature = 0.1;
    public const double MostTemperature = 10;
    public const string FromPrevious = "previous";
    public const string FromEncoder = "encoder";
    public const string FromRandom = "random";

    public static IReadOnlyList<string> Starts { get; } = [FromPrevious, FromEncoder, FromRandom];

    /// <summary>Students one after the other once the last label is bought, each taught by the one before and the classifier on its features; 0 for none.</summary>
    public int Generations { get; init; } = 2;

    /// <summary>Weight of the student's probabilities in the mean with the classifier's.</summary>
    public double Weight { get; init; } = 0.5;

    /// <summary>Softens (above 1) or sharpens (below 1) what a student is taught.</summary>
    public double TeacherTemperature { get; init; } = 1;

    /// <summary>When a student is trained on the way, so that the next rounds choose with it.</summary>
    public StudentTimes At { get; init; } = StudentTimes.Half;

    /// <summary>
    /// What weights a student begins with: those of the run's student before it; or, as the first one does, those of the run's
    /// encoder, where it is of the kind that students are made of; or random ones.
    /// </summary>
    public string Start { get; init; } = FromPrevious;

    /// <summary>Deviations from the defaults of students, by name.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The label counts, of so many labels in all, at which a student is trained on the way.</summary>
    public IReadOnlyList<int> TimesOnTheWay(int labels) => At.IsHalf && Generations == 0 ? [] : At.Of(labels);
}
