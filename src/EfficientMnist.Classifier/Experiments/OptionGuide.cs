using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The options of runs as people are asked for them.</summary>
internal static class OptionGuide
{
    /// <summary>Every option under these deviations from the defaults.</summary>
    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public static DescribeOptionsResponse Describe(IReadOnlyDictionary<string, string> deviations)
    {
        var response = new DescribeOptionsResponse();
        var options = RunOptionsBinder.Bind(deviations);
        foreach (var (name, value) in RunOptionsBinder.Describe(options).AddRange(RunOptionsBinder.Unsaid(options)))
        {
            var key = RunOptionsBinder.Find(name);
            var option = new RunOption { Name = name, Value = value, Allowed = key?.Allowed ?? "" };
            option.Choices.AddRange(ChoicesOf(name) ?? key?.Choices ?? []);
            response.Options.Add(option);
        }
        return response;
    }

    // Those that a catalog knows rather than the option.
    private static IReadOnlyList<string>? ChoicesOf(string name) => name switch
    {
        "preset" => Preset.Names,
        "strategy" => StrategyCatalog.Names,
        "cold_start.kind" => StrategyCatalog.ColdStartNames,
        "encoder.kind" => EncoderChoice.Kinds,
        "classifier.kind" => ClassifierKinds.All,
        _ => null,
    };
}
