using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Named sets of defaults; what a run says besides deviates from them.</summary>
internal static class Preset
{
    public const string Standard = "standard";
    public const string Quick = "quick";
    public const string Instant = "instant";
    public const string Plain = "plain";

    public static IReadOnlyList<string> Names { get; } = [Standard, Quick, Instant, Plain];

    private static StudentChoice WithoutStudents => new() { Generations = 0 };

    /// <exception cref="RefusalException">There is no such preset.</exception>
    public static RunOptions Of(string name) => name switch
    {
        Standard => new RunOptions(),
        // Without students a run takes a minute or two.
        Quick => new RunOptions { Preset = Quick, Student = WithoutStudents },
        // Nothing is trained: views that need no encoder, and no students.
        Instant => new RunOptions
        {
            Preset = Instant,
            Encoder = new EncoderChoice { Kind = EncoderChoice.None },
            Views = ViewChoice.WithoutEncoder,
            Student = WithoutStudents,
        },
        // Nothing but this classifier on this encoder's latents, to compare either.
        Plain => new RunOptions { Preset = Plain, Views = ViewChoice.Latents, Propagation = new PropagationChoice { Alpha = 0 }, Student = WithoutStudents },
        _ => throw Refusal.InvalidField("preset", $"preset='{Refusal.Quote(name)}' must be one of {string.Join(", ", Names)}."),
    };
}
