using System.Collections.Immutable;
using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>
/// Between <see cref="RunOptions"/> and the name=value pairs users write: the options that every run has, and under a prefix
/// each those of its kinds of encoder, classifier and student.
/// </summary>
internal static class RunOptionsBinder
{
    private const string EncoderPrefix = "encoder.";
    private const string ClassifierPrefix = "classifier.";
    private const string StudentPrefix = "student.";
    private const string Kind = "kind";
    private const string PresetName = "preset";

    /// <summary>The options with these deviations from the defaults, all of them checked.</summary>
    /// <exception cref="RefusalException">An unknown name or a bad value; says what is allowed.</exception>
    public static RunOptions Bind(IReadOnlyDictionary<string, string> deviations) => Bind(null, deviations);

    /// <summary>The same, with deviations from the options of a run rather than from the defaults.</summary>
    /// <param name="original">The run's; null for the defaults. With a preset among the deviations it is the defaults, too.</param>
    /// <param name="deviations">Values by name.</param>
    /// <exception cref="RefusalException">An unknown name or a bad value; says what is allowed.</exception>
    public static RunOptions Bind(RunOptions? original, IReadOnlyDictionary<string, string> deviations)
    {
        var isNew = original is null || deviations.ContainsKey(PresetName);
        var start = isNew ? Preset.Of(deviations.GetValueOrDefault(PresetName, Preset.Standard).Trim()) : original!;
        var options = RunOptions.Table.Bind(start, deviations.Where(deviation => RunOptions.Table.Has(deviation.Key)).ToDictionary());
        // The options of one kind are not those of another, and the defaults of a kind depend on the data set.
        var encoder = isNew || deviations.ContainsKey(EncoderPrefix + Kind) ? DatasetDefaults.Encoder(options) : options.Encoder.Options;
        var classifier = isNew || deviations.ContainsKey(ClassifierPrefix + Kind) ? DatasetDefaults.Classifier(options) : options.Classifier.Options;
        options = options with
        {
            Encoder = options.Encoder with { Options = Bind(encoder, EncoderPrefix, deviations) },
            Classifier = options.Classifier with { Options = Bind(classifier, ClassifierPrefix, deviations) },
        };
        var student = isNew ? DatasetDefaults.Student(options) : options.Student.Options;
        options = options with { Student = options.Student with { Options = Bind(student, StudentPrefix, deviations) } };
        if (options.Classifier.Kind == ClassifierChoice.Student)
            options = options with { Student = options.Student with { Weight = 1 } };

        CheckNames(options, deviations.Keys);
        CheckKinds(options);
        return options;
    }

    /// <summary>Every option with its value, defaults included.</summary>
    public static ImmutableSortedDictionary<string, string> Describe(RunOptions options) => RunOptions.Table.Describe(options)
        .AddRange(Kinds(options).SelectMany(kind => kind.Options.Values.Select(option => KeyValuePair.Create(kind.Prefix + option.Key, option.Value))));

    /// <summary>Every option by its name, with its range and meaning.</summary>
    public static ImmutableSortedDictionary<string, IOption> Explain(RunOptions options) => RunOptions.Table.Options
        .Select(option => KeyValuePair.Create(option.Name, option))
        .Concat(Kinds(options).SelectMany(kind => kind.Options.Options.Select(option => KeyValuePair.Create(kind.Prefix + option.Name, option))))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Whether two runs learn on one encoder, however its options are written.</summary>
    public static bool SameEncoder(RunOptions one, RunOptions other) =>
        (one.Encoder.Kind, one.Encoder.Seed) == (other.Encoder.Kind, other.Encoder.Seed) && one.Encoder.Options.Values.SequenceEqual(other.Encoder.Options.Values);

    /// <summary>The deviations from the defaults, such as <c>labels=500,strategy=random</c>; <c>default</c> for none.</summary>
    public static string Name(RunOptions options)
    {
        List<string> deviations = options.Preset == Preset.Standard ? [] : [$"{PresetName}={options.Preset}"];
        deviations.AddRange(RunOptions.Table.Deviations(options, Preset.Of(options.Preset)));
        // The defaults of the kinds chosen, not of the default kinds.
        var usual = Kinds(options with
        {
            Encoder = options.Encoder with { Options = DatasetDefaults.Encoder(options) },
            Classifier = options.Classifier with { Options = DatasetDefaults.Classifier(options) },
            Student = options.Student with { Options = DatasetDefaults.Student(options) },
        });
        foreach (var (mine, theirs) in Kinds(options).Zip(usual))
        {
            var values = theirs.Options.Values;
            deviations.AddRange(mine.Options.Values.Where(option => values[option.Key] != option.Value).Select(option => $"{mine.Prefix}{option.Key}={option.Value}"));
        }
        return deviations.Count == 0 ? "default" : string.Join(',', deviations);
    }

    // In the order of the names of runs.
    private static (string Prefix, OptionSet Options)[] Kinds(RunOptions options) =>
        [(ClassifierPrefix, options.Classifier.Options), (EncoderPrefix, options.Encoder.Options), (StudentPrefix, options.Student.Options)];

    private static OptionSet Bind(OptionSet options, string prefix, IReadOnlyDictionary<string, string> deviations) => options.Bind(
        deviations
            .Where(deviation => deviation.Key.StartsWith(prefix, StringComparison.Ordinal) && options.Has(deviation.Key[prefix.Length..]))
            .ToDictionary(deviation => deviation.Key[prefix.Length..], deviation => deviation.Value),
        prefix);

    private static void CheckNames(RunOptions options, IEnumerable<string> given)
    {
        var names = Explain(options).Keys.ToArray();
        foreach (var name in given.Except(names, StringComparer.Ordinal))
        {
            // Of a known part, such as the encoder, all names are told; of the run they are too many.
            var part = Kinds(options).FirstOrDefault(kind => name.StartsWith(kind.Prefix, StringComparison.Ordinal));
            throw part.Options is { } set
                ? UnknownOption.Refuse(set.Subject, name, [.. names.Where(each => each.StartsWith(part.Prefix, StringComparison.Ordinal))])
                : UnknownOption.Refuse(RunOptions.Table.Subject, name, names);
        }
    }

    private static void CheckKinds(RunOptions options)
    {
        var kind = options.Classifier.Kind;
        var learned = options.Labels - BatchSchedule.ValidationWithin(options.Labels, options.Validation.Share);
        if (kind is ClassifierChoice.Kernel or ClassifierChoice.Student && learned > KernelRidge.MostExamples)
            throw Refusal.InvalidField("labels", KernelRidge.TooMany(learned));
        if (options.Strategy == StrategyCatalog.VOptimal && learned > KernelRidge.MostExamples)
            throw Refusal.InvalidField("labels", VOptimalStrategy.TooMany(learned));
        if (kind == ClassifierChoice.Student && options.Student.Generations == 0)
            throw Refusal.InvalidField("classifier.kind", $"classifier.kind={kind} needs a student: set student.generations to 1 or more.");
        if (options.Classifier.IsFineTuned && (options.Encoder.IsNone || !EncoderCatalog.HasNetwork(options.Encoder.Kind)))
            throw Refusal.InvalidField("classifier.kind", $"encoder.kind={options.Encoder.Kind} has no network for classifier.kind={kind} to train. Choose another of either.");
        if (options.Classifier.IsFineTuned && options.Strategy == StrategyCatalog.Bald)
            throw Refusal.InvalidField("strategy", $"strategy={options.Strategy} asks a committee where it disagrees, and classifier.kind={kind} is one network. Choose another of either.");
        StudentSettings.Check(options);
    }
}
