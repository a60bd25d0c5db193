namespace EfficientMnist.Classifier.Experiments;

/// <summary>Named sets of defaults; what a run says besides deviates from them.</summary>
internal static class Preset
{
    public const string Standard = "standard";
    public const string Quick = "quick";

    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static RunOptions Of(string name) => name switch
    {
        Standard => new RunOptions(),
        // Without students a run takes a minute or two.
        Quick => new RunOptions { Preset = Quick, Student = new StudentChoice { Generations = 0, At = StudentTimes.None } },
        _ => throw new ArgumentException($"There is no preset '{name}'; choose one of {Standard}, {Quick}."),
    };
}
