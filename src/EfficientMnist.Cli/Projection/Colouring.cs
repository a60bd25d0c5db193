using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Projection;

/// <summary>What the colours of a picture mean.</summary>
internal sealed class Colouring
{
    public const string Prediction = "prediction";
    private const string Label = "label";
    private const string Uncertainty = "uncertainty";
    private const string Round = "round";
    private const int Steps = 8;

    private readonly string _name;

    private Colouring(string name) => _name = name;

    /// <exception cref="UsageException">There is no such colouring.</exception>
    public static Colouring Parse(string name) => name is Prediction or Label or Uncertainty or Round
        ? new Colouring(name)
        : throw new UsageException($"--colour is {Prediction}, {Label}, {Uncertainty} or {Round}, not '{name}'.");

    public string Title => _name;

    /// <summary>Of each image the place of its colour in <see cref="Legend"/>; -1 for an image that has none.</summary>
    public int[] Groups(StreamPoolStateResponse pool) => _name switch
    {
        Prediction => [.. pool.Predicted],
        Label => [.. pool.Label],
        Round => [.. pool.Bought.Select(bought => bought - 1)],
        Uncertainty => [.. pool.Uncertainty.Select(u => Math.Min((int)(u * Steps), Steps - 1))],
        _ => throw new InvalidOperationException($"There is no colouring {_name}."),
    };

    public IReadOnlyList<(string Name, string Colour)> Legend(StreamPoolStateResponse pool) => _name switch
    {
        Prediction or Label => [.. pool.ClassNames.Select((name, i) => (name, Palette.Class(i, pool.ClassNames.Count)))],
        Uncertainty => [.. Enumerable.Range(0, Steps).Select(step => (string.Create(CultureInfo.InvariantCulture, $"{(double)step / Steps:0.##} – {(step + 1.0) / Steps:0.##}"), Ramp(step, Steps)))],
        Round => Rounds(pool.Bought.DefaultIfEmpty().Max()),
        _ => throw new InvalidOperationException($"There is no colouring {_name}."),
    };

    private static (string, string)[] Rounds(int count) => [.. Enumerable.Range(0, count).Select(round => (round == 0 ? "cold start" : $"round {round}", Ramp(round, count)))];

    // Blue, the sure and the early, to red.
    private static string Ramp(int step, int steps)
    {
        var part = steps < 2 ? 0 : (double)step / (steps - 1);
        return $"#{(int)(29 + part * 180):x2}{(int)(95 - part * 25):x2}{(int)(191 - part * 170):x2}";
    }
}
