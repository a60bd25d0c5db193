using System.Globalization;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Everything that a learner's choices follow from besides its pool and its labels: equal options buy equal labels.</summary>
public sealed record ActiveLearnerOptions
{
    /// <summary>The most labels of a batch.</summary>
    public const int MaxBatch = 10_000;

    /// <summary>Number of classes; labels are 0 to Classes − 1.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>How many labels may be bought, those of the cold start and of validation included.</summary>
    public int Labels { get; init; } = 1_000;

    /// <summary>
    /// Budgets that <see cref="Labels"/> was extended to later, each larger than the one before. What is bought up to
    /// <see cref="Labels"/> is the same with or without them; what is bought beyond is all to learn from, since images to
    /// validate with that were chosen among what a strategy has left over would stand for nothing.
    /// </summary>
    public IReadOnlyList<int> Extensions { get; init; } = [];

    /// <summary>How many labels may be bought in all.</summary>
    public int Budget => Extensions is [.., var last] ? last : Labels;

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Chooses what to buy once there is a classifier.</summary>
    public IQueryStrategy Strategy { get; init; } = new VOptimalStrategy();

    /// <summary>Chooses the first batch, before anything is known; <see cref="RandomStrategy"/> as <see cref="Strategy"/> is random from its first label on.</summary>
    public IQueryStrategy ColdStart { get; init; } = new TypiClustStrategy();

    /// <summary>Fitted anew in each round; where the classifier is a network that is trained elsewhere, what stands in for it.</summary>
    public IClassifier Classifier { get; init; } = new KernelRidge(new KernelRidgeOptions());

    /// <summary>Whether the classifier is a network that is trained elsewhere (<see cref="ActiveLearner.Adopt(FineTunedNetwork)"/>).</summary>
    public bool TrainsNetwork { get; init; }

    /// <summary>Labels of the first batch; null: a tenth of all labels, 20 to 100.</summary>
    public int? ColdStartSize { get; init; }

    /// <summary>Labels of the batch after it; null: what suits the strategy (<see cref="IQueryStrategy.BatchSize"/>), or else a tenth of all labels, 10 to 100.</summary>
    public int? RoundSize { get; init; }

    /// <summary>Each round buys so many times the labels of the one before, a tenth of the first round at least.</summary>
    public double RoundGrowth { get; init; } = 1;

    /// <summary>A batch of q is chosen among a random PoolFactor · q of the unlabelled pool (<see cref="QueryContext.PoolFactor"/>).</summary>
    public int PoolFactor { get; init; } = 20;

    /// <summary>Numbers of labels at which a batch ends, to compare learners there; null: 10, 20, 50, 100, 200, 500 …</summary>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>Part of all labels, 0 to 0.5, that is bought to estimate the accuracy instead of to learn from.</summary>
    public double ValidationShare { get; init; }

    /// <summary>How images to validate with are drawn: <see cref="UniformEstimate.Kind"/>, or by the classifier's doubt <see cref="LevelledEstimate.Kind"/>.</summary>
    public string ValidationKind { get; init; } = UniformEstimate.Kind;

    /// <summary>The part of a draw by doubt that is uniform all the same.</summary>
    public double ValidationUniformPart { get; init; } = 0.3;

    /// <summary>When to stop before the budget is spent, and the confidence of accuracy estimates.</summary>
    public StopOptions Stop { get; init; } = new();

    /// <summary>How predictions are smoothed over images that are alike; null for not at all.</summary>
    public PropagationOptions? Propagation { get; init; } = new();

    /// <summary>Which images are alike.</summary>
    public NeighbourhoodOptions Neighbourhood { get; init; } = new();

    /// <summary>Numbers of labels at which a student is due on the way (<see cref="ActiveLearner.DueStudent"/>).</summary>
    public IReadOnlyList<int> StudentsAt { get; init; } = [];

    /// <summary>Students that are due one after the other once buying has ended.</summary>
    public int StudentGenerations { get; init; }

    /// <summary>Weight of a student's probabilities in the mean with the classifier's, 0 to 1.</summary>
    public double StudentWeight { get; init; } = 0.5;

    /// <summary>Softens (above 1) or sharpens (below 1) what a student is taught.</summary>
    public double TeacherTemperature { get; init; } = 1;

    /// <summary>The largest budget, extensions included, for a pool of so many images: those set aside to choose images to validate with among are not to learn from.</summary>
    public int MostLabels(int pool)
    {
        var validation = BatchSchedule.ValidationWithin(Labels, ValidationShare);
        return pool - ValidationSample.Size(this, validation, pool) + validation;
    }

    /// <exception cref="ArgumentException">A value is out of its range; the message names both.</exception>
    public ActiveLearnerOptions Validated()
    {
        Require(Classes >= 1, nameof(Classes), Classes, "1 or more");
        Require(Labels >= 1, nameof(Labels), Labels, "1 or more");
        var before = Labels;
        foreach (var budget in Extensions)
        {
            Require(budget > before, nameof(Extensions), budget, $"above the budget before it, {before}");
            before = budget;
        }
        Require(ColdStartSize is null or >= 1, nameof(ColdStartSize), ColdStartSize, "1 or more, or null");
        Require(RoundSize is null or >= 1, nameof(RoundSize), RoundSize, "1 or more, or null");
        Require(RoundGrowth is > 0 and <= 100, nameof(RoundGrowth), RoundGrowth, "above 0 and at most 100");
        Require(PoolFactor >= 1, nameof(PoolFactor), PoolFactor, "1 or more");
        Require(ValidationShare is >= 0 and <= 0.5, nameof(ValidationShare), ValidationShare, "0 to 0.5");
        Require(ValidationKind is UniformEstimate.Kind or LevelledEstimate.Kind, nameof(ValidationKind), ValidationKind, $"{UniformEstimate.Kind} or {LevelledEstimate.Kind}");
        Require(ValidationUniformPart is > 0 and <= 1, nameof(ValidationUniformPart), ValidationUniformPart, "above 0 and at most 1");
        Require(StudentGenerations >= 0, nameof(StudentGenerations), StudentGenerations, "0 or more");
        Require(StudentWeight is >= 0 and <= 1, nameof(StudentWeight), StudentWeight, "0 to 1");
        Require(TeacherTemperature is >= 0.01 and <= 100, nameof(TeacherTemperature), TeacherTemperature, "0.01 to 100");
        Require(!ColdStart.NeedsModel, nameof(ColdStart), ColdStart.Name, $"a strategy that needs no classifier, such as {string.Join(", ", StrategyCatalog.ColdStartNames)}");
        Propagation?.Validated();
        Neighbourhood.Validated();
        return this;
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value ?? "null"}; it must be {range}."));
    }
}
