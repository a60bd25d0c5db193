using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Classifier.Tests.Experiments;

public sealed class OptionGuideTests
{
    [Fact]
    public void Describe_WithoutDeviations_ToldIsEveryOptionWithItsDefaultAndWhatIsAllowed()
    {
        var told = OptionGuide.Describe(new Dictionary<string, string>()).Options;

        Assert.Equal(
            RunOptionsBinder.Describe(new RunOptions()),
            told.Select(option => KeyValuePair.Create(option.Name, option.Value)));
        Assert.Equal("cosine", told.Single(option => option.Name == "encoder.schedule").Value);
        Assert.Equal("last", told.Single(option => option.Name == "student.keep").Value);
        Assert.Equal("a number from 0.001 to 100", told.Single(option => option.Name == "classifier.gamma").Allowed);
        Assert.All(told, option => Assert.NotEmpty(option.Allowed));
        Assert.All(told, option => Assert.EndsWith(".", option.Meaning, StringComparison.Ordinal));
        Assert.Equal("a whole number from 1 to 1000000", told.Single(option => option.Name == "labels").Allowed);
        Assert.Equal("a whole number from 1 to 10000 or auto", told.Single(option => option.Name == "round.size").Allowed);
        Assert.Contains("badge", told.Single(option => option.Name == "strategy").Choices);
        Assert.DoesNotContain("badge", told.Single(option => option.Name == "cold_start.kind").Choices);
        Assert.Equal(["auto", "on", "off"], told.Single(option => option.Name == "mirror").Choices);
    }

    [Fact]
    public void Describe_OfAnotherPreset_ToldAreItsValues() =>
        Assert.Equal("0", OptionGuide.Describe(new Dictionary<string, string> { ["preset"] = "quick" }).Options.Single(option => option.Name == "student.generations").Value);

    [Fact]
    public void Describe_OfOptionsOfTraining_ToldIsEachOnce()
    {
        var told = OptionGuide.Describe(new Dictionary<string, string> { ["encoder.optimizer"] = "sam", ["encoder.validation"] = "0.1" }).Options;

        Assert.Equal("sam", told.Single(option => option.Name == "encoder.optimizer").Value);
        Assert.Equal("0.1", told.Single(option => option.Name == "encoder.validation").Value);
        Assert.Equal("encoder.optimizer=sam", RunOptionsBinder.Name(RunOptionsBinder.Bind(new Dictionary<string, string> { ["encoder.optimizer"] = "sam", ["encoder.schedule"] = "cosine" })));
    }

    [Fact]
    public void Describe_OfABadValue_SaysWhatIsAllowed()
    {
        var refusal = Assert.Throws<RefusalException>(() => OptionGuide.Describe(new Dictionary<string, string> { ["labels"] = "0" }));

        Assert.Contains("a whole number from 1 to 1000000", refusal.Message, StringComparison.Ordinal);
    }
}
