using EfficientMnist.Cli.Sweep.Grid;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>One line of a plot.</summary>
/// <param name="Strategy">How labels are chosen.</param>
/// <param name="Detail">The further options that tell it from others, such as <c>encoder.epochs=5</c>; empty for none.</param>
internal sealed record Series(string Strategy, string Detail)
{
    public bool IsRandom => Strategy == OptionNames.Random;

    public string Name => Detail.Length == 0 ? Strategy : $"{Strategy}, {Detail}";
}
