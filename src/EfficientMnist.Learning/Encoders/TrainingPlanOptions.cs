using System.Globalization;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders;

/// <summary>The options of training that all kinds of encoders have. Each kind has its own defaults.</summary>
internal static class TrainingPlanOptions
{
    private const string Sam = "sam";
    private const double StandardRho = 0.05;

    /// <summary>The plan with the deviations from it that were asked for.</summary>
    /// <param name="reader">
    /// Resolves to an option of these only where it deviates, so that trainings from before there was the option are still
    /// known by their options; a kind that reads one by itself before always has it.
    /// </param>
    /// <param name="standard">The kind's own, with its epochs, batch, learning rate and weight decay as they have been read.</param>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the range.</exception>
    public static TrainingPlan Read(OptionReader reader, TrainingPlan standard)
    {
        using var common = reader.Common();
        var usual = standard.Sharpness > 0 ? Sam : Name(standard.Optimizer);
        var optimizer = reader.Choice("optimizer", usual, "adamw", "adam", "sgd", Sam);
        var around = reader.Choice("sam_base", Name(standard.Optimizer), "adamw", "adam", "sgd");
        var rho = reader.Number("rho", standard.Sharpness > 0 ? standard.Sharpness : StandardRho, 1e-4, 10);
        var plan = standard with
        {
            Optimizer = Enum.Parse<OptimizerKind>(optimizer == Sam ? around : optimizer, ignoreCase: true),
            Sharpness = optimizer == Sam ? rho : 0,
            Momentum = reader.Number("momentum", standard.Momentum, 0, 0.999),
            WarmupSteps = reader.Integer("warmup", standard.WarmupSteps, 0, 1_000_000),
            Schedule = ReadSchedule(reader, standard.Schedule),
            Ema = reader.Number("ema", standard.Ema, 0, 0.99999),
            Validation = reader.Number("validation", standard.Validation, 0, 0.5),
            EarlyStopping = reader.Integer("early_stopping", standard.EarlyStopping, 0, 10_000),
            KeepsLast = reader.Choice("keep", standard.KeepsLast ? "last" : "best", "best", "last") == "last",
            ResumesBest = reader.Choice("resume", standard.ResumesBest ? "best" : "latest", "latest", "best") == "best",
        };
        return plan.EarlyStopping == 0 || plan.Validation > 0
            ? plan
            : throw reader.Bad("early_stopping", plan.EarlyStopping.ToString(CultureInfo.InvariantCulture), "0 without images to measure the loss on: set validation above 0, such as 0.1");
    }

    private static LearningRateSchedule ReadSchedule(OptionReader reader, LearningRateSchedule standard) => new()
    {
        Kind = Enum.Parse<ScheduleKind>(reader.Choice("schedule", Name(standard.Kind), "cosine", "constant", "milestones"), ignoreCase: true),
        Milestones = reader.Shares("milestones", standard.Milestones),
        Gamma = reader.Number("gamma", standard.Gamma, 0.001, 1),
    };

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
