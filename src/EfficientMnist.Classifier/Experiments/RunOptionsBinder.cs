using System.Collections.Immutable;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Between <see cref="RunOptions"/> and the name=value pairs users write.</summary>
internal static class RunOptionsBinder
{
    private const string EncoderPrefix = "encoder.";
    private const string ClassifierPrefix = "classifier.";
    private const string StudentPrefix = "student.";
    private const string PresetKey = "preset";
    private const string GenerationsKey = StudentPrefix + "generations";
    private const string AlphaKey = "propagation.alpha";

    private static readonly ImmutableSortedDictionary<string, string> NoOverrides = ImmutableSortedDictionary<string, string>.Empty;

    // Recipes depend on the image's shape, their options do not; what is too much for small images the trainer says, who knows them.
    private static readonly ImageShape AnyShape = new(1, 96, 96);

    private static readonly OptionKey[] Keys =
    [
        // What the others deviate from, so it is written first.
        OptionKey.Text(PresetKey, o => o.Preset, (_, v) => Preset.Of(v)),
        OptionKey.Text("dataset", o => o.Dataset, (o, v) => o with { Dataset = v }),
        OptionKey.Integer("labels", 1, RunOptions.MaxLabels, o => o.Labels, (o, v) => o with { Labels = v }),
        OptionKey.Integer("seed", 0, int.MaxValue, o => o.Seed, (o, v) => o with { Seed = v }),
        OptionKey.Choice("mirror", DatasetDefaults.MirrorChoices, o => o.Mirror, (o, v) => o with { Mirror = v }),
        OptionKey.Choice("oracle.kind", OracleChoice.Kinds, o => o.Oracle.Kind, (o, v) => o with { Oracle = o.Oracle with { Kind = v } }),
        OptionKey.Text("oracle.classes", o => o.Oracle.ClassesText, (o, v) => o with { Oracle = o.Oracle with { Classes = OracleChoice.ParseClasses(v) } }),
        OptionKey.Text("strategy", o => o.Strategy, (o, v) => o with { Strategy = v }),
        OptionKey.Text("encoder.kind", o => o.Encoder.Kind, (o, v) => o with { Encoder = o.Encoder with { Kind = v } }),
        OptionKey.Integer("encoder.seed", 0, int.MaxValue, o => o.Encoder.Seed, (o, v) => o with { Encoder = o.Encoder with { Seed = v } }),
        OptionKey.Choice("views", ViewChoice.All, o => o.Views, (o, v) => o with { Views = v }),
        OptionKey.Text("classifier.kind", o => o.Classifier.Kind, (o, v) => o with { Classifier = o.Classifier with { Kind = NameNow(v) } }),
        OptionKey.Text("cold_start.kind", o => o.ColdStart.Kind, (o, v) => o with { ColdStart = o.ColdStart with { Kind = v } }),
        OptionKey.OptionalInteger("cold_start.size", 1, ColdStartOptions.MaxSize, o => o.ColdStart.Size, (o, v) => o with { ColdStart = o.ColdStart with { Size = v } }),
        OptionKey.OptionalInteger("round.size", 1, RoundOptions.MaxSize, o => o.Round.Size, (o, v) => o with { Round = o.Round with { Size = v } }),
        OptionKey.Number("round.growth", RoundOptions.LeastGrowth, RoundOptions.MostGrowth, o => o.Round.Growth, (o, v) => o with { Round = o.Round with { Growth = v } }),
        OptionKey.Integer("round.pool_factor", 1, RoundOptions.MaxPoolFactor, o => o.Round.PoolFactor, (o, v) => o with { Round = o.Round with { PoolFactor = v } }),
        OptionKey.Number("validate.share", 0, ValidationOptions.MaxShare, o => o.Validation.Share, (o, v) => o with { Validation = o.Validation with { Share = v } }),
        OptionKey.Choice("validate.kind", ValidationOptions.Kinds, o => o.Validation.Kind, (o, v) => o with { Validation = o.Validation with { Kind = v } }),
        OptionKey.Number("validate.uniform_part", ValidationOptions.MinUniformPart, 1, o => o.Validation.UniformPart, (o, v) => o with { Validation = o.Validation with { UniformPart = v } }),
        OptionKey.Choice("stop.kind", StoppingCatalog.Kinds, o => o.Stop.Kind, (o, v) => o with { Stop = o.Stop with { Kind = v } }),
        OptionKey.OptionalNumber("stop.threshold", 0, 1, o => o.Stop.Threshold, (o, v) => o with { Stop = o.Stop with { Threshold = v } }),
        OptionKey.Integer("stop.patience", 1, StopOptions.MaxPatience, o => o.Stop.Patience, (o, v) => o with { Stop = o.Stop with { Patience = v } }),
        OptionKey.Number("stop.target", 0, 1, o => o.Stop.Target, (o, v) => o with { Stop = o.Stop with { Target = v } }),
        OptionKey.Number("stop.confidence", StopOptions.MinConfidence, StopOptions.MaxConfidence, o => o.Stop.Confidence, (o, v) => o with { Stop = o.Stop with { Confidence = v } }),
        OptionKey.Integer("stop.minimum", 1, RunOptions.MaxLabels, o => o.Stop.Minimum, (o, v) => o with { Stop = o.Stop with { Minimum = v } }),
        OptionKey.Number(AlphaKey, 0, PropagationChoice.MaxAlpha, o => o.Propagation.Alpha, (o, v) => o with { Propagation = o.Propagation with { Alpha = v } }),
        OptionKey.Integer("propagation.neighbours", 1, PropagationChoice.MaxNeighbours, o => o.Propagation.Neighbours, (o, v) => o with { Propagation = o.Propagation with { Neighbours = v } }),
        OptionKey.Integer(GenerationsKey, 0, StudentChoice.MaxGenerations, o => o.Student.Generations, (o, v) => o with { Student = o.Student with { Generations = v } }),
        OptionKey.Number("student.weight", 0, 1, o => o.Student.Weight, (o, v) => o with { Student = o.Student with { Weight = v } }),
        OptionKey.Number("student.teacher_temperature", StudentChoice.LeastTemperature, StudentChoice.MostTemperature, o => o.Student.TeacherTemperature, (o, v) => o with { Student = o.Student with { TeacherTemperature = v } }),
        OptionKey.Text("student.at", o => o.Student.At.ToString(), (o, v) => o with { Student = o.Student with { At = StudentTimes.Parse("student.at", v) } }),
        OptionKey.Choice("student.start", StudentChoice.Starts, o => o.Student.Start, (o, v) => o with { Student = o.Student with { Start = v } }),
        OptionKey.Text("curve", o => o.Curve.ToString(), (o, v) => o with { Curve = CurveOptions.Parse(v) }),
    ];

    /// <summary>The options with these deviations from the defaults, all of them checked.</summary>
    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public static RunOptions Bind(IReadOnlyDictionary<string, string> deviations) => Bind(new RunOptions(), deviations);

    /// <summary>The same, with deviations from other options than the defaults.</summary>
    public static RunOptions Bind(RunOptions original, IReadOnlyDictionary<string, string> deviations)
    {
        // The options of one kind are not those of another.
        var options = original with
        {
            Encoder = deviations.ContainsKey(EncoderPrefix + "kind") ? original.Encoder with { Overrides = NoOverrides } : original.Encoder,
            Classifier = deviations.ContainsKey(ClassifierPrefix + "kind") ? original.Classifier with { Overrides = NoOverrides } : original.Classifier,
        };
        foreach (var (name, value) in deviations.OrderBy(d => d.Key != PresetKey))
            options = Write(options, name, value.Trim());
        options = DatasetDefaults.Apply(options);
        if (options.Classifier.Kind == ClassifierChoice.Student)
            options = options with { Student = options.Student with { Weight = 1 } };

        StrategyCatalog.Create(options.Strategy);
        StrategyCatalog.CreateForColdStart(options.ColdStart.Kind);
        if (options.Stop.Kind == StoppingCatalog.Target && options.Validation.Share == 0)
            throw new ArgumentException("stop.kind=target needs labels to estimate the accuracy with: set validate.share above 0, such as 0.1.");
        if (!options.Oracle.IsHuman && !options.Oracle.Classes.IsEmpty)
            throw new ArgumentException("oracle.classes is for people to choose from: set oracle.kind=human, too.");
        CheckClassifier(options);
        if (!EncoderChoice.Kinds.Contains(options.Encoder.Kind))
            throw new ArgumentException($"There is no encoder '{options.Encoder.Kind}' to begin a run with; choose one of {string.Join(", ", EncoderChoice.Kinds)}.");
        if (options.Encoder.IsNone && ViewChoice.NeedsLatents(options.Views))
            throw new ArgumentException($"views={options.Views} has an encoder's latents in it, and encoder.kind={EncoderChoice.None} has none. Choose views={ViewChoice.WithoutEncoder}, or another encoder.");
        _ = Describe(options);
        return options;
    }

    /// <summary>The options of a run as they were kept. Runs from before there were students or propagation have none.</summary>
    public static RunOptions Recall(IReadOnlyDictionary<string, string> kept)
    {
        var recalled = new Dictionary<string, string>(kept, StringComparer.Ordinal);
        recalled.TryAdd(GenerationsKey, "0");
        recalled.TryAdd(AlphaKey, "0");
        return Bind(recalled);
    }

    /// <summary>Every option with its value, defaults included.</summary>
    public static ImmutableSortedDictionary<string, string> Describe(RunOptions options)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var key in Keys)
            all[key.Name] = key.Read(options);
        foreach (var (name, value) in options.Encoder.OptionsFor(AnyShape))
            all[EncoderPrefix + name] = value;
        foreach (var (name, value) in StudentSettings.Of(options, AnyShape).Options)
            all[StudentPrefix + name] = value;
        foreach (var (name, value) in ClassifierKinds.Describe(options.Classifier))
            all[ClassifierPrefix + name] = value;
        return all.ToImmutable();
    }

    /// <summary>Options of training, common to all encoders, that stand at their kind's defaults: <see cref="Describe"/> leaves them out.</summary>
    public static ImmutableSortedDictionary<string, string> Unsaid(RunOptions options)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!options.Encoder.IsNone)
        {
            foreach (var (name, value) in EncoderCatalog.Create(options.Encoder.Kind, options.Encoder.Overrides, AnyShape).Unsaid)
                all[EncoderPrefix + name] = value;
        }
        foreach (var (name, value) in EncoderCatalog.Create(StudentRecipe.Name, options.Student.Overrides, AnyShape).Unsaid)
            all[StudentPrefix + name] = value;
        return all.ToImmutable();
    }

    /// <summary>The option of this name; null for those that belong to a kind of encoder, student or classifier.</summary>
    public static OptionKey? Find(string name) => Array.Find(Keys, key => key.Name == name);

    /// <summary>Whether two runs learn on one encoder, however its options are written.</summary>
    public static bool SameEncoder(RunOptions one, RunOptions other)
    {
        static IEnumerable<KeyValuePair<string, string>> Of(RunOptions options) =>
            Describe(options).Where(o => o.Key.StartsWith(EncoderPrefix, StringComparison.Ordinal));
        return Of(one).SequenceEqual(Of(other));
    }

    /// <summary>The deviations from the defaults, such as <c>labels=500,strategy=random</c>; <c>default</c> for none.</summary>
    public static string Name(RunOptions options)
    {
        var defaults = Preset.Of(options.Preset);
        List<string> deviations = options.Preset == Preset.Standard ? [] : [$"{PresetKey}={options.Preset}"];
        deviations.AddRange(Keys.Where(k => k.Read(options) != k.Read(defaults)).Select(k => $"{k.Name}={k.Read(options)}"));
        // The defaults of the kind chosen, not of the default kind.
        var kinds = Describe(DatasetDefaults.Apply(options with
        {
            Encoder = options.Encoder with { Overrides = defaults.Encoder.Overrides },
            Classifier = options.Classifier with { Overrides = defaults.Classifier.Overrides },
            Student = options.Student with { Overrides = defaults.Student.Overrides },
        }));
        deviations.AddRange(Describe(options).Where(o => !Array.Exists(Keys, k => k.Name == o.Key) && kinds.GetValueOrDefault(o.Key) != o.Value).Select(o => $"{o.Key}={o.Value}"));
        return deviations.Count == 0 ? "default" : string.Join(',', deviations);
    }

    private static void CheckClassifier(RunOptions options)
    {
        var kind = options.Classifier.Kind;
        var learned = options.Labels - BatchSchedule.ValidationWithin(options.Labels, options.Validation.Share);
        if (kind is ClassifierChoice.Kernel or ClassifierChoice.Student && learned > KernelRidge.MostExamples)
            throw new ArgumentException(KernelRidge.TooMany(learned));
        if (options.Strategy == StrategyCatalog.VOptimal && learned > KernelRidge.MostExamples)
            throw new ArgumentException(VOptimalStrategy.TooMany(learned));
        if (kind == ClassifierChoice.Student && options.Student.Generations == 0)
            throw new ArgumentException($"classifier.kind={kind} needs a student: set {GenerationsKey} to 1 or more.");
        if (options.Classifier.IsFineTuned && (options.Encoder.IsNone || !EncoderCatalog.HasNetwork(options.Encoder.Kind)))
            throw new ArgumentException($"encoder.kind={options.Encoder.Kind} has no network for classifier.kind={kind} to train. Choose another of either.");
        if (options.Classifier.IsFineTuned && options.Strategy == StrategyCatalog.Bald)
            throw new ArgumentException($"strategy={options.Strategy} asks a committee where it disagrees, and classifier.kind={kind} is one network. Choose another of either.");
    }

    // Runs that were kept under the names that classifiers had before.
    private static string NameNow(string kind) => kind switch
    {
        "kernel_ridge" => "kernel",
        "linear_probe" => "linear",
        _ => kind,
    };

    private static RunOptions Write(RunOptions options, string name, string value)
    {
        if (Find(name) is { } key)
            return key.Write(options, value);
        if (name.StartsWith(EncoderPrefix, StringComparison.Ordinal))
            return options with { Encoder = options.Encoder with { Overrides = options.Encoder.Overrides.SetItem(name[EncoderPrefix.Length..], value) } };
        if (name.StartsWith(ClassifierPrefix, StringComparison.Ordinal))
            return options with { Classifier = options.Classifier with { Overrides = options.Classifier.Overrides.SetItem(name[ClassifierPrefix.Length..], value) } };
        if (name.StartsWith(StudentPrefix, StringComparison.Ordinal))
            return options with { Student = options.Student with { Overrides = options.Student.Overrides.SetItem(name[StudentPrefix.Length..], value) } };

        string[] allowed = [.. Keys.Select(k => k.Name), "encoder.<option>", "classifier.<option>", "student.<option>"];
        throw new ArgumentException($"There is no option '{name}'. Did you mean {NearestName.Of(name, Keys.Select(k => k.Name))}? Options are {string.Join(", ", allowed)}.");
    }
}
