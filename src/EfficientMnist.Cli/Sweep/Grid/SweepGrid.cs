using System.Globalization;
using EfficientMnist.Cli.Arguments;

namespace EfficientMnist.Cli.Sweep.Grid;

/// <summary>Every combination of the values typed.</summary>
internal sealed class SweepGrid
{
    private const int MostRuns = 10_000;

    // Where nothing is typed. A mean needs at least three seeds.
    private static readonly (string Name, string Values)[] Defaults =
        [(OptionNames.Dataset, "fashion-mnist"), (OptionNames.Strategy, "v_optimal,random"), (OptionNames.Labels, "1000"), (OptionNames.Seed, "1..3")];

    private readonly Dictionary<string, IReadOnlyList<string>> _axes = new(StringComparer.Ordinal);

    private SweepGrid()
    {
    }

    /// <summary>Names of options and the values each takes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Axes => _axes;

    public IReadOnlyList<string> Datasets => _axes[OptionNames.Dataset];

    public bool HasRandom => _axes[OptionNames.Strategy].Contains(OptionNames.Random);

    /// <exception cref="UsageException">A value that cannot be meant; says which, and what to write.</exception>
    public static SweepGrid Parse(IReadOnlyDictionary<string, string> options)
    {
        var grid = new SweepGrid();
        foreach (var (name, values) in Defaults)
            grid._axes[name] = ValueList.Parse(name, options.GetValueOrDefault(name, values));
        foreach (var (name, values) in options.Where(o => !OptionNames.All.Contains(o.Key)))
            grid._axes[name] = ValueList.Parse(name, values);

        WholeNumbers(OptionNames.Labels, grid._axes[OptionNames.Labels], 1, "labels=100,200,500");
        WholeNumbers(OptionNames.Seed, grid._axes[OptionNames.Seed], 0, "seed=1..3");
        var runs = grid._axes.Values.Aggregate(1L, (product, values) => product * values.Count);
        return runs <= MostRuns
            ? grid
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"That is {runs:N0} runs ({string.Join(" × ", grid._axes.Select(a => $"{a.Value.Count} {a.Key}"))}), and {MostRuns:N0} are the most. Sweep fewer options at once."));
    }

    /// <summary>In the order in which to run them: seed by seed, and strategies next to each other, so that each run soon has one to be compared with.</summary>
    public IReadOnlyList<SweepPoint> Points()
    {
        string[] order =
        [
            OptionNames.Seed, OptionNames.Dataset, OptionNames.Labels,
            .. _axes.Keys.Where(name => !OptionNames.All.Contains(name)).Order(StringComparer.Ordinal), OptionNames.Strategy,
        ];
        IEnumerable<Dictionary<string, string>> points = [[]];
        foreach (var name in order)
            points = points.SelectMany(_ => _axes[name], (point, value) => new Dictionary<string, string>(point, StringComparer.Ordinal) { [name] = value });
        return [.. points.Select(point => new SweepPoint(InReadingOrder(point)))];
    }

    private static Dictionary<string, string> InReadingOrder(Dictionary<string, string> point)
    {
        var others = point.Keys.Where(name => !OptionNames.All.Contains(name)).Order(StringComparer.Ordinal);
        return OptionNames.All.Concat(others).ToDictionary(name => name, name => point[name], StringComparer.Ordinal);
    }

    private static void WholeNumbers(string name, IReadOnlyList<string> values, int least, string example)
    {
        foreach (var value in values)
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
                throw new UsageException($"{name}={value}: '{value}' is no whole number from {least} on. Write {example}.");
        }
    }
}
