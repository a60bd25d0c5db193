using System.Collections.Immutable;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>What the trainer is asked for when a run's student is due.</summary>
/// <param name="Options">Every option with its value, but the number of classes, which the data set has.</param>
/// <param name="BeginsWithEncoder">Whether the run's encoder is what it begins with.</param>
internal sealed record StudentSettings(ImmutableSortedDictionary<string, string> Options, bool BeginsWithEncoder)
{
    /// <summary>The option in which a student agrees with the encoder it begins with.</summary>
    public const string Width = "width";

    public static StudentSettings Of(RunOptions run) => new(run.Student.Options.Values, BeginsWith(run));

    /// <summary>Whether a run's student begins with the weights of the run's encoder.</summary>
    public static bool BeginsWith(RunOptions run) => run.Student.Start != StudentChoice.FromRandom && run.Encoder.Kind == EncoderCatalog.Contrastive;

    /// <exception cref="RefusalException">The student does not fit the encoder whose weights it begins with.</exception>
    public static void Check(RunOptions run)
    {
        var (mine, encoders) = (run.Student.Options.Values[Width], run.Encoder.Options.Values.GetValueOrDefault(Width, ""));
        if (BeginsWith(run) && mine != encoders)
            throw Refusal.InvalidField($"student.{Width}", $"student.{Width}={mine} does not fit encoder.{Width}={encoders}, whose weights it begins with. Choose the same, or student.start={StudentChoice.FromRandom}.");
    }
}
