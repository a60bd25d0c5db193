using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The options of runs as people are asked for them.</summary>
internal static class OptionGuide
{
    /// <summary>Every option under these deviations from the defaults.</summary>
    /// <exception cref="RefusalException">An unknown name or a bad value; says what is allowed.</exception>
    public static DescribeOptionsResponse Describe(IReadOnlyDictionary<string, string> deviations)
    {
        var options = RunOptionsBinder.Bind(deviations);
        var known = RunOptionsBinder.Explain(options);
        var response = new DescribeOptionsResponse();
        response.Options.AddRange(RunOptionsBinder.Describe(options).Select(option => new RunOption
        {
            Name = option.Key,
            Value = option.Value,
            Allowed = known[option.Key].Allowed,
            Choices = { known[option.Key].Choices },
            Meaning = known[option.Key].Meaning,
        }));
        return response;
    }
}
