using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Students;

/// <summary>Options of the encoder kind <c>student</c>.</summary>
public sealed record StudentOptions
{
    /// <summary>The option that the teaching set decides.</summary>
    public const string ClassesName = "classes";

    public int Classes { get; init; } = 10;

    /// <summary>
    /// How it is trained. Students get better with more passes over the pool. Fashion-MNIST, 500 labels by V-optimality, a pool
    /// of 50,000, judged on 10,000 training images held back (one seed, <c>./eml bench students</c>): the classifier is right about
    /// 89.5 %, a student of 16 passes 89.6, both together 90.1, and as much with one of 40 passes. Two of 8 passes, each going
    /// on from the one before, come to 89.2, three of 6, the first of them taught by half of the labels, to 88.9: it knew
    /// little, and has half the say in what the next one is taught. A loss against a teacher who errs says little about how
    /// good the student is, so the last epoch is kept.
    /// </summary>
    public TrainingPlanOptions Training { get; init; } = new()
    {
        Epochs = 16,
        Batch = 192,
        LearningRate = 0.002,
        WeightDecay = 0.01,
        Warmup = 100,
        Ema = 0.995,
        Keep = TrainingPlanOptions.Last,
    };

    public int LabelledBatch { get; init; } = 32;

    public double LabelledWeight { get; init; } = 1;

    public double PoolWeight { get; init; } = 1;

    public int Width { get; init; } = 32;

    public int Grid { get; init; } = 1;

    public double Dropout { get; init; }

    public double Mixup { get; init; }

    public double Confidence { get; init; }

    public double Strong { get; init; } = 0.5;

    public double LabelledStrong { get; init; }

    public double Augmentation { get; init; } = 1;

    public double Flip { get; init; } = 0.5;

    public double WeakShift { get; init; } = 2.0 / 28;

    public bool FlipAverage { get; init; } = true;

    public static OptionTable<StudentOptions> Table { get; } = new OptionTable<StudentOptions>($"encoder {StudentRecipe.Name}", new())
        .Whole(ClassesName, o => o.Classes, 2, 1000, "Number of classes, which the teaching set has.")
        .Part("", o => o.Training, TrainingPlanOptions.Table(leastBatch: 8))
        .Whole("labelled_batch", o => o.LabelledBatch, 0, 8192, "Bought images per step besides those of the pool, drawn from all bought.")
        .Number("labelled_weight", o => o.LabelledWeight, 0, 100, "Weight of one of these.")
        .Number("pool_weight", o => o.PoolWeight, 0, 100, "Weight of an image of the pool; with 0 nothing is learned from the teacher: a network supervised by the bought labels alone, to compare with.")
        .Whole("width", o => o.Width, 4, 256, "Channels after the stem; the features are four times as many, times the cells of the grid.")
        .Whole("grid", o => o.Grid, 1, 4, "The last feature map is averaged over grid × grid cells.")
        .Number("dropout", o => o.Dropout, 0, 0.9, "Share of the features that are left out at random in training.")
        .Number("mixup", o => o.Mixup, 0, 1, "α of mixup (arXiv 1710.09412): images and targets are mixed in pairs by a share drawn from Beta(α, α); 0 mixes none.")
        .Number("confidence", o => o.Confidence, 0, 10, "A pseudo-label weighs as much as its largest probability to this power; 0 gives all the same weight.")
        .Number("strong", o => o.Strong, 0, 1, "Share of the pool's views that are strongly augmented; the others are flipped and shifted only.")
        .Number("labelled_strong", o => o.LabelledStrong, 0, 1, "The same share for bought images.")
        .Number("augmentation", o => o.Augmentation, 0, 2, "Multiplies the strength of strong augmentation.")
        .Number("flip", o => o.Flip, 0, 1, "Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.")
        .Number("weak_shift", o => o.WeakShift, 0, 0.5, "Largest shift of a weak view either way, as a share of the side; whole pixels.")
        .Switch("flip_average", o => o.FlipAverage, "Whether latents are averaged over an image and its mirror image.");
}
