using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search;

/// <summary>What was typed behind <c>eml search</c>: options with a range or several values are searched, the others are the same for all trials.</summary>
internal sealed record SearchLine
{
    public const string Estimate = "estimate";
    public const string Accuracy = "accuracy";
    public const string Loss = "loss";
    public const string ObjectiveKey = "objective";

    private const string ValidateShare = "validate.share";
    private const string EncoderPrefix = "encoder.";
    private const string EncoderKind = EncoderPrefix + "kind";
    private const string EncoderSeed = EncoderPrefix + "seed";
    private const string EncoderValidation = EncoderPrefix + "validation";
    private const string UsualKind = "ae";

    public required StudyPlan Plan { get; init; }

    public required int Most { get; init; }

    public required string Objective { get; init; }

    /// <summary>The options that all trials share.</summary>
    public required IReadOnlyDictionary<string, string> Fixed { get; init; }

    /// <exception cref="UsageException">A value that cannot be meant; says what can.</exception>
    public static SearchLine Parse(SearchOptions own, IReadOnlyDictionary<string, string> options)
    {
        var rest = options.ToDictionary(StringComparer.Ordinal);
        AddUsual(rest, own.Objective);
        var (axes, unchanging) = Divide(rest);
        if (!unchanging.ContainsKey(OptionNames.Dataset))
            throw new UsageException("A search is on one data set: dataset=fashion-mnist.");
        return new SearchLine
        {
            Plan = new StudyPlan
            {
                Space = new SearchSpace(axes),
                Goal = own.Objective == Loss ? Goal.Minimise : Goal.Maximise,
                Sampler = own.Sampler,
                Pruner = own.Pruner,
                Seed = own.Seed,
                Context = unchanging.Append(KeyValuePair.Create(ObjectiveKey, own.Objective)).ToDictionary(StringComparer.Ordinal),
            },
            Most = own.Trials,
            Objective = own.Objective,
            Fixed = unchanging,
        };
    }

    /// <summary>Every option of a trial as a run, or a training, is asked for.</summary>
    public static SweepPoint Point(StudyPlan plan, Trial trial)
    {
        var seed = plan.Seed.ToString(CultureInfo.InvariantCulture);
        var options = plan.Context.Where(o => o.Key != ObjectiveKey).Concat(trial.Values)
            .Append(KeyValuePair.Create(OptionNames.Seed, seed)).ToDictionary(StringComparer.Ordinal);
        if (plan.Context[ObjectiveKey] == Loss)
        {
            // Said, so that a run of these options learns on the encoder of the trial and not on the one runs usually have.
            options.TryAdd(EncoderKind, UsualKind);
            options.TryAdd(EncoderSeed, seed);
        }
        return new(options.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));
    }

    // Without labels or images held back there would be nothing to judge a trial by.
    private static void AddUsual(Dictionary<string, string> options, string objective)
    {
        options.TryAdd(OptionNames.Dataset, "fashion-mnist");
        if (objective == Estimate)
            options.TryAdd(ValidateShare, "0.2");
        if (objective != Loss)
            return;
        if (options.Keys.FirstOrDefault(name => name != OptionNames.Dataset && !name.StartsWith(EncoderPrefix, StringComparison.Ordinal)) is { } other)
            throw new UsageException($"With {ObjectiveKey}={Loss} only encoders are trained: {other} says nothing about them. Their options begin with {EncoderPrefix}");
        options.TryAdd(EncoderValidation, "0.1");
    }

    private static (List<Axis> Axes, Dictionary<string, string> Fixed) Divide(Dictionary<string, string> options)
    {
        var axes = new List<Axis>();
        var unchanging = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in options)
        {
            try
            {
                if (AxisParser.Parse(name, text) is { } axis)
                    axes.Add(axis);
                else
                    unchanging[name] = text;
            }
            catch (ArgumentException error)
            {
                throw new UsageException(error.Message);
            }
        }
        return axes.Count > 0
            ? (axes, unchanging)
            : throw new UsageException("There is nothing to search. Give an option a range or several values: encoder.learning_rate=log:1e-4..1e-2, encoder.latent=8..128, encoder.kind=ae,fc_vae.");
    }
}
