using System.Collections.Immutable;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>What the trainer is asked for when a run's student is due.</summary>
/// <param name="Options">Every option with its value, but the number of classes, which the data set has.</param>
/// <param name="BeginsWithEncoder">Whether the run's encoder is what it begins with.</param>
internal sealed record StudentSettings(ImmutableSortedDictionary<string, string> Options, bool BeginsWithEncoder)
{
    private const string Classes = "classes";
    private const string Width = "width";
    private const string InitialKind = "contrastive";

    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public static StudentSettings Of(RunOptions run, ImageShape shape)
    {
        var overrides = run.Student.Overrides;
        if (overrides.ContainsKey(Classes))
            throw new ArgumentException($"student.{Classes} cannot be set: it is the number of the data set's classes.");
        var encoder = run.Encoder.OptionsFor(shape);
        var begins = run.Student.Start != StudentChoice.FromRandom && run.Encoder.Kind == InitialKind;
        // A student that begins with an encoder is as wide as that.
        if (begins && !overrides.ContainsKey(Width))
            overrides = overrides.Add(Width, encoder[Width]);
        var options = EncoderCatalog.Create(StudentRecipe.Name, overrides, shape).Options.ToImmutableSortedDictionary(StringComparer.Ordinal).Remove(Classes);
        if (begins && options[Width] != encoder[Width])
            throw new ArgumentException($"student.{Width}={options[Width]} does not fit encoder.{Width}={encoder[Width]}, whose weights it begins with. Choose the same, or student.start={StudentChoice.FromRandom}.");
        return new StudentSettings(options, begins);
    }
}
