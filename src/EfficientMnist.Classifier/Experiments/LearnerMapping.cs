using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The part of a run's options that its learner follows.</summary>
internal static class LearnerMapping
{
    /// <summary>The learner's options; the number of classes is the oracle's to say.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="extensions">Budgets that the run was extended to.</param>
    public static ActiveLearnerOptions ToLearner(this RunOptions options, IReadOnlyList<int> extensions) => new()
    {
        Labels = options.Labels,
        // The options may be others than the run's own, to look at what it would buy with them.
        Extensions = [.. extensions.Where(budget => budget > options.Labels).Distinct()],
        Seed = options.Seed,
        Strategy = StrategyCatalog.Create(options.Strategy),
        ColdStart = StrategyCatalog.CreateForColdStart(options.ColdStart.Kind),
        Classifier = ClassifierKinds.Create(options.Classifier),
        TrainsNetwork = options.Classifier.IsFineTuned,
        ColdStartSize = options.ColdStart.Size,
        RoundSize = options.Round.Size,
        RoundGrowth = options.Round.Growth,
        PoolFactor = options.Round.PoolFactor,
        Milestones = options.Curve switch
        {
            { Enabled: false } => [],
            { Points: var points } when points != LabelCounts.None => points.Values,
            // The learner's own: 10, 20, 50, 100 …
            _ => null,
        },
        ValidationShare = options.Validation.Share,
        ValidationKind = options.Validation.Kind,
        ValidationUniformPart = options.Validation.UniformPart,
        Stop = options.Stop,
        Propagation = options.Propagation.IsOn ? new PropagationOptions { Alpha = options.Propagation.Alpha } : null,
        Neighbourhood = options.Propagation.Neighbourhood,
        StudentsAt = options.Student.At.Values,
        StudentGenerations = options.Student.Generations,
        StudentWeight = options.Student.Weight,
        TeacherTemperature = options.Student.TeacherTemperature,
    };
}
