using EfficientMnist.Cli.Sweep.Grid;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Which runs belong to one line of a plot: those of one strategy, and of one value of every further option that was swept.</summary>
internal sealed class SeriesNames
{
    private readonly string[] _telling;

    public SeriesNames(SweepDocument document)
    {
        _telling =
        [
            .. document.Sweeps.SelectMany(s => s.Axes.Keys).Distinct(StringComparer.Ordinal)
                .Where(name => !OptionNames.All.Contains(name) && document.Runs.Select(r => Value(r, name)).Distinct(StringComparer.Ordinal).Count() > 1)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The further options by which lines differ.</summary>
    public IReadOnlyList<string> TellingOptions => _telling;

    public Series Of(SweepRow row) => new(row.Strategy, string.Join(", ", _telling.Select(name => $"{name}={Value(row, name)}")));

    public static string Value(SweepRow row, string option) => row.Options.GetValueOrDefault(option, "");
}
