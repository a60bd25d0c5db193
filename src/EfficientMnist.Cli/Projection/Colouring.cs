using System.Globalization;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Projection;

/// <summary>What the colours of a picture mean.</summary>
/// <param name="name">One of <see cref="Names"/>.</param>
internal sealed class Colouring(string name)
{
    public const string Prediction = "prediction";
    private const string Label = "label";
    private const string Uncertainty = "uncertainty";
    private const string Round = "round";
    private const int Steps = 8;

    public static IReadOnlyList<string> Names { get; } = [Prediction, Label, Uncertainty, Round];

    public string Title => name;

    /// <summary>Of each image the place of its colour in <see cref="Legend"/>; -1 for an image that has none.</summary>
    public int[] Groups(StreamPoolStateResponse pool) => name switch
    {
        Prediction => [.. pool.Predicted],
        Label => [.. pool.Label],
        Round => [.. pool.Bought.Select(bought => bought - 1)],
        Uncertainty => [.. pool.Uncertainty.Select(u => Math.Min((int)(u * Steps), Steps - 1))],
        _ => throw new InvalidOperationException($"There is no colouring {name}."),
    };

    public IReadOnlyList<(string Name, string Colour)> Legend(StreamPoolStateResponse pool) => name switch
    {
        Prediction or Label => [.. pool.ClassNames.Select((name, i) => (name, Palette.Class(i, pool.ClassNames.Count)))],
        Uncertainty => [.. Enumerable.Range(0, Steps).Select(step => (string.Create(CultureInfo.InvariantCulture, $"{(double)step / Steps:0.##} – {(step + 1.0) / Steps:0.##}"), Ramp(step, Steps)))],
        Round => Rounds(pool.Bought.DefaultIfEmpty().Max()),
        _ => throw new InvalidOperationException($"There is no colouring {name}."),
    };

    private static (string, string)[] Rounds(int count) => [.. Enumerable.Range(0, count).Select(round => (round == 0 ? "cold start" : $"round {round}", Ramp(round, count)))];

    // Blue, the sure and the early, to red.
    private static string Ramp(int step, int steps)
    {
        var part = steps < 2 ? 0 : (double)step / (steps - 1);
        return $"#{(int)(29 + part * 180):x2}{(int)(95 - part * 25):x2}{(int)(191 - part * 170):x2}";
    }
}
