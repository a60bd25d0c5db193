using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Latent;
using EfficientMnist.Web.Latent.Pictures;

namespace EfficientMnist.Web.Tests;

public sealed class TrainingChartTests
{
    [Fact]
    public void Charts_OfATraining_AreItsLossItsMetricsAndItsLearningRate()
    {
        TrainingEpoch[] epochs =
        [
            new() { Epoch = 1, Loss = 3, ValidationLoss = 4, LearningRate = 0.1, Metrics = { ["psnr"] = 15, ["kl"] = 1 }, ValidationMetrics = { ["kl"] = 2 } },
            new() { Epoch = 2, Loss = 2, ValidationLoss = 3, LearningRate = 0.05, Metrics = { ["psnr"] = 16, ["kl"] = 3 }, ValidationMetrics = { ["kl"] = 4 } },
        ];

        var charts = TrainingChart.Of(epochs);

        Assert.Equal(["Loss", "kl", "psnr", "Learning rate"], charts.Select(chart => chart.Title));
        Assert.Equal([(1.0, 4.0), (2.0, 3.0)], charts[0].Lines[1].Points.Select(point => (point.X, point.Y)));
        Assert.Equal([(1.0, 2.0), (2.0, 4.0)], charts[1].Lines[1].Points.Select(point => (point.X, point.Y)));
        Assert.Equal("images trained on", Assert.Single(charts[2].Lines).Name);
        Assert.Equal("learning rate", Assert.Single(charts[3].Lines).Name);
    }

    [Fact]
    public void Charts_WithoutImagesHeldBack_HaveOneLine() =>
        Assert.All(TrainingChart.Of([new TrainingEpoch { Epoch = 1, Loss = 3, ValidationLoss = double.NaN, LearningRate = 0.1 }]), chart => Assert.Single(chart.Lines));

    [Fact]
    public void Charts_WithoutAnEpoch_AreNone() => Assert.Empty(TrainingChart.Of([]));

    [Theory]
    [InlineData("http://host/runs/r/latent", "Map")]
    [InlineData("http://host/runs/r/latent/samples?seed=3", "Samples")]
    [InlineData("http://host/runs/samples/latent/curves", "Curves")]
    public void View_IsThatOfTheAddress(string address, string name) => Assert.Equal(name, LatentView.OfAddress(address).Name);
}
