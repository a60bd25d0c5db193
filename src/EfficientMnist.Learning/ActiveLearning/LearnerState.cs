using System.Text.Json.Serialization;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>The answer to the question for one image's label.</summary>
/// <param name="Id">Index of the image in the pool.</param>
/// <param name="Label">Its class, 0 to classes − 1; or <see cref="None"/>.</param>
public readonly record struct BoughtLabel(int Id, int Label)
{
    /// <summary>
    /// The image has no class: whoever was asked has rejected it. It costs what a label costs, is not asked for again, and
    /// nothing learns from it.
    /// </summary>
    public const int None = -1;

    /// <summary>Whether the image has no class.</summary>
    [JsonIgnore]
    public bool IsRejected => Label == None;
}

/// <summary>
/// Labels that are known before the first purchase and cost nothing. No query strategy and no draw chooses their images.
/// </summary>
/// <param name="Labels">Those to learn from.</param>
/// <param name="Validation">
/// Those to estimate the accuracy with, which no classifier learns; their images are taken to be a uniform sample of the pool.
/// </param>
public sealed record GivenLabels(IReadOnlyList<BoughtLabel> Labels, IReadOnlyList<BoughtLabel> Validation)
{
    public static GivenLabels None { get; } = new([], []);

    internal IEnumerable<int> Ids => Labels.Concat(Validation).Select(label => label.Id);
}

/// <summary>A label to validate with, which no classifier learns.</summary>
/// <param name="Id">Index of the image in the pool.</param>
/// <param name="Label">Its class; <see cref="BoughtLabel.None"/> where the image was rejected, and then it says nothing of the accuracy.</param>
/// <param name="Probability">With which the image was drawn among those left.</param>
public readonly record struct ValidationLabel(int Id, int Label, double Probability);

/// <summary>A student that has been trained.</summary>
/// <param name="Labels">Labels bought in all when it was.</param>
/// <param name="Generation">0 for one on the way; those after the last label count from 1.</param>
/// <param name="Id">Its name (<see cref="Students.Student.Id"/>).</param>
public readonly record struct StudentRecord(int Labels, int Generation, string Id);

/// <summary>The classifier after a round, and whether another one is bought.</summary>
public sealed record Assessment
{
    /// <summary>Rounds bought before.</summary>
    public required int Rounds { get; init; }

    /// <summary>What is known of the classifier.</summary>
    public required RoundObservation Observation { get; init; }

    /// <summary>Predicted class of each image of the stop set, a random part of the pool, for the next round to compare with.</summary>
    public required IReadOnlyList<int> StopSet { get; init; }

    /// <summary>Accuracy of leaving out one label after the other, once buying has ended; null where the classifier has no closed form.</summary>
    public double? LeaveOneOut { get; init; }

    /// <summary>Whether buying ends here.</summary>
    public required bool Stop { get; init; }

    /// <summary>Why, or what is still missing.</summary>
    public required string Reason { get; init; }
}

/// <summary>
/// How far a learner is: all that it goes on from besides its pool and its options. Whoever keeps it, or can tell it from a
/// journal, goes on after a crash as if there had been none (<see cref="ActiveLearner.Restore"/>).
/// </summary>
public sealed record LearnerState
{
    /// <summary>Before the first label.</summary>
    public static LearnerState Start { get; } = new();

    private readonly IReadOnlyList<BoughtLabel> _answers = [];

    /// <summary>Before the first purchase, with labels that are known already.</summary>
    public static LearnerState StartWith(GivenLabels given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return new() { Given = given, Answers = given.Labels, AnswersBefore = given.Labels.Count };
    }

    /// <summary>The labels that were known before the first purchase, as they were then.</summary>
    public GivenLabels Given { get; init; } = GivenLabels.None;

    /// <summary>Rounds bought; the cold start is round 0.</summary>
    public int Rounds { get; init; }

    /// <summary>
    /// What is known of the images that were not asked for to validate: the labels that were given, then the others in the order
    /// in which they were bought, images that were rejected among them.
    /// </summary>
    public IReadOnlyList<BoughtLabel> Answers
    {
        get => _answers;
        init => (_answers, Labels) = (value, value.Any(label => label.IsRejected) ? [.. value.Where(label => !label.IsRejected)] : value);
    }

    /// <summary>The labels to learn from: the answers without the images that were rejected.</summary>
    public IReadOnlyList<BoughtLabel> Labels { get; private init; } = [];

    /// <summary>The labels to validate with, in the order in which they were drawn.</summary>
    public IReadOnlyList<ValidationLabel> Validation { get; init; } = [];

    /// <summary>How many of <see cref="Answers"/> were there when the round at hand began.</summary>
    public int AnswersBefore { get; init; }

    /// <summary>How many of <see cref="Validation"/> were there when the round at hand began.</summary>
    public int ValidationBefore { get; init; }

    /// <summary>One per round, oldest first.</summary>
    public IReadOnlyList<Assessment> Assessments { get; init; } = [];

    /// <summary>The students in the order in which they were trained; the last one has a part in all predictions.</summary>
    public IReadOnlyList<StudentRecord> Students { get; init; } = [];

    /// <summary>
    /// Images that somebody wants the labels of before those that the strategy would choose, in this order. One that has its label,
    /// or is set aside to validate with, is passed over.
    /// </summary>
    public IReadOnlyList<int> Wanted { get; init; } = [];

    /// <summary>
    /// Images that no strategy may choose any more. They stay images of the pool: what is known of them is kept, and those that
    /// are set aside to validate with still stand for it.
    /// </summary>
    public IReadOnlyList<int> Excluded { get; init; } = [];

    /// <summary>Why no more is bought, whatever the stopping rule would say; empty as long as the rule decides.</summary>
    public string Ended { get; init; } = "";

    /// <summary>What the labels have cost in all: one each, also where the image was rejected; those that were given are none of them.</summary>
    public int Bought => Answers.Count - Given.Labels.Count + Validation.Count;

    /// <summary>What the labels had cost in all when the round at hand began.</summary>
    public int BoughtBefore => AnswersBefore - Given.Labels.Count + ValidationBefore;

    /// <summary>How many images were rejected.</summary>
    public int Rejected => Answers.Count - Labels.Count + Validation.Count(label => label.Label == BoughtLabel.None);

    /// <summary>Whether the last round bought was assessed.</summary>
    public bool IsAssessed => Assessments is [.., var last] && last.Rounds == Rounds;

    /// <summary>Whether buying has ended.</summary>
    public bool HasStopped => IsAssessed && Assessments[^1].Stop;

    /// <summary>The student that has a part in predictions; empty for none.</summary>
    public string StudentId => Students is [.., var last] ? last.Id : "";

    /// <summary>Whether a student of this generation has learned from the labels there are.</summary>
    public bool IsTrained(int generation) => Students.Any(s => s.Labels == Bought && s.Generation == generation);

    /// <summary>The same, with these images wanted next, behind those that were already; none of them is excluded any more.</summary>
    public LearnerState Wanting(IEnumerable<int> ids) => Unmarked(ids) with { Wanted = [.. Wanted.Union(ids)] };

    /// <summary>The same, without these images to choose among; none of them is wanted any more.</summary>
    public LearnerState Excluding(IEnumerable<int> ids) => Unmarked(ids) with { Excluded = [.. Excluded.Union(ids)] };

    /// <summary>The same, with the choice left to the strategy for these images.</summary>
    public LearnerState Unmarked(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var meant = ids.ToHashSet();
        return this with { Wanted = [.. Wanted.Where(id => !meant.Contains(id))], Excluded = [.. Excluded.Where(id => !meant.Contains(id))] };
    }

    /// <summary>
    /// The same with a larger budget (<see cref="ActiveLearnerOptions.Extensions"/>): buying goes on where it had ended, and what
    /// was learned stays.
    /// </summary>
    public LearnerState Extended() => this with
    {
        Ended = "",
        Assessments = Assessments is [.., var last] ? [.. Assessments.SkipLast(1), last with { Stop = false, Reason = "the budget was extended" }] : [],
    };

    /// <summary>
    /// The same with labels as they are now. Where buying had ended and a label has changed, what was learned after the last
    /// purchase is forgotten: the last assessment and the students of the end.
    /// </summary>
    public LearnerState Corrected(IReadOnlyList<BoughtLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var now = labels.ToDictionary(l => l.Id, l => l.Label);
        var corrected = this with
        {
            Answers = [.. Answers.Select(l => l with { Label = now.GetValueOrDefault(l.Id, l.Label) })],
            Validation = [.. Validation.Select(v => v with { Label = now.GetValueOrDefault(v.Id, v.Label) })],
        };
        if (!HasStopped || (corrected.Answers.SequenceEqual(Answers) && corrected.Validation.SequenceEqual(Validation)))
            return corrected;
        return corrected with
        {
            Assessments = [.. Assessments.SkipLast(1)],
            Students = [.. Students.Where(s => s.Labels != Bought || s.Generation == 0)],
        };
    }
}
