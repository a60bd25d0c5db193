using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Training;

/// <summary>The options of training that all kinds of encoders have which are trained in steps. Each kind has its own defaults.</summary>
public sealed record TrainingPlanOptions
{
    internal const string Best = "best";
    internal const string Last = "last";

    private const string Sam = "sam";
    private const string Latest = "latest";
    private const string Auto = "auto";
    private static readonly string[] Optimizers = Names<OptimizerKind>();

    public int Epochs { get; init; } = 20;

    public int Batch { get; init; } = 256;

    public double LearningRate { get; init; } = 2e-3;

    public double WeightDecay { get; init; }

    public string Optimizer { get; init; } = "adamw";

    public string SamBase { get; init; } = "adamw";

    public double Rho { get; init; } = 0.05;

    public double Momentum { get; init; } = 0.9;

    public int Warmup { get; init; } = 50;

    public string Schedule { get; init; } = "cosine";

    public Shares Milestones { get; init; } = new(0.5, 0.75);

    public double Gamma { get; init; } = 0.1;

    public double Ema { get; init; }

    public double Validation { get; init; }

    public int EarlyStopping { get; init; }

    public string Keep { get; init; } = Auto;

    public string Resume { get; init; } = Latest;

    /// <summary>The options, with the least batch that the kind's loss is defined for.</summary>
    internal static OptionTable<TrainingPlanOptions> Table(int leastBatch) => new OptionTable<TrainingPlanOptions>("training", new())
        .Whole("epochs", o => o.Epochs, 1, 10_000, "Passes over the images; of more than 60,000 each shows so many, others each time.")
        .Whole("batch", o => o.Batch, leastBatch, 8192, "Images of the data set per optimizer step.")
        .Number("learning_rate", o => o.LearningRate, 1e-6, 1, "Peak of the learning rate's schedule.")
        .Number("weight_decay", o => o.WeightDecay, 0, 1, "Decay of the weight matrices; biases and norms have none.")
        .Choice("optimizer", o => o.Optimizer, [.. Optimizers, Sam], "The optimizer; sam is sharpness-aware minimisation (arXiv 2010.01412) around sam_base.")
        .Choice("sam_base", o => o.SamBase, Optimizers, "Of sam: the optimizer around which it works.")
        .Number("rho", o => o.Rho, 1e-4, 10, "Of sam: how far the weights are moved uphill before the gradient is taken.")
        .Number("momentum", o => o.Momentum, 0, 0.999, "Momentum of sgd.")
        .Whole("warmup", o => o.Warmup, 0, 1_000_000, "Steps over which the learning rate rises from zero.")
        .Choice("schedule", o => o.Schedule, Names<ScheduleKind>(), "The course of the learning rate after that.")
        .Value("milestones", o => o.Milestones, Shares.TryParse, shares => shares.ToString(), "shares between 0 and 1, ascending, such as 0.5,0.75", "Of the schedule milestones: shares of the training at which the learning rate falls.")
        .Number("gamma", o => o.Gamma, 0.001, 1, "Of the schedule milestones: what the learning rate is multiplied by at each.")
        .Number("ema", o => o.Ema, 0, 0.99999, "Decay of the moving average of the weights, which is what is kept; 0 keeps the last step's.")
        .Number("validation", o => o.Validation, 0, 0.5, "Share of the images that is held back to measure the loss on, without labels, after each epoch.")
        .Whole("early_stopping", o => o.EarlyStopping, 0, 10_000, "Ends the training when the loss of the images held back has not fallen for so many epochs; 0 never.")
        .Choice("keep", o => o.Keep, [Auto, Best, Last], "Which epoch is kept; auto is the best, or the last where losses of different epochs do not compare (kl_warmup).")
        .Choice("resume", o => o.Resume, [Latest, Best], "Where an interrupted training goes on: where it was, or at the end of its best epoch.")
        .Rule((o, prefix) => o.EarlyStopping == 0 || o.Validation > 0
            ? null
            : $"{prefix}early_stopping={o.EarlyStopping} needs images to measure the loss on: set {prefix}validation above 0, such as 0.1.");

    /// <summary>What is trained by.</summary>
    /// <param name="lossesCompare">Whether the loss of one epoch may be compared with that of another.</param>
    internal TrainingPlan ToPlan(bool lossesCompare = true) => new(Epochs, Batch, LearningRate, WeightDecay, Warmup)
    {
        Optimizer = Enum.Parse<OptimizerKind>(Optimizer == Sam ? SamBase : Optimizer, ignoreCase: true),
        Sharpness = Optimizer == Sam ? Rho : 0,
        Momentum = Momentum,
        Schedule = new LearningRateSchedule { Kind = Enum.Parse<ScheduleKind>(Schedule, ignoreCase: true), Milestones = Milestones.Values, Gamma = Gamma },
        Ema = Ema,
        Validation = Validation,
        EarlyStopping = EarlyStopping,
        KeepsLast = Keep == Last || (Keep == Auto && !lossesCompare),
        ResumesBest = Resume == Best,
    };

    private static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
}
