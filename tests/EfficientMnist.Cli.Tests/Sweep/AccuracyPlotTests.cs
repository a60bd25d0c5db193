using System.Globalization;
using System.Xml.Linq;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class AccuracyPlotTests
{
    [Fact]
    public void Plot_OfASweep_HasALineABandAndANamePerStrategyAndThePublishedResults()
    {
        var svg = Draw(Rows("margin", 0.80, 0.88, 0.905).Concat(Rows("random", 0.76, 0.84, 0.86)));

        Assert.Equal(2, Elements(svg, "polygon").Count(p => p.Attribute("fill-opacity")!.Value == "0.16"));
        Assert.Equal(2, Elements(svg, "polyline").Count(p => p.Attribute("stroke-width")!.Value == "2.4"));
        Assert.Contains("margin 90.5", Texts(svg));
        Assert.Contains("random 86.0", Texts(svg));
        Assert.Contains("labels bought (logarithmic)", Texts(svg));
        Assert.Contains("test accuracy, %", Texts(svg));
        Assert.Contains("1,000", Texts(svg));
        Assert.Contains("PoissonMBO on a VAE graph", Texts(svg));
        Assert.Contains("HCL, fine-tuned", Texts(svg));
        Assert.Contains("± standard deviation", Texts(svg));
        Assert.Contains("Fashion-MNIST: test accuracy by labels bought", Texts(svg));
        Assert.Contains("margin: 100 labels 80.0 ± 1.0 %", svg.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_DrawsRandomInGreyWhateverElseThereIs()
    {
        var svg = Draw(Rows("badge", 0.80, 0.88).Concat(Rows("random", 0.76, 0.84)).Concat(Rows("margin", 0.81, 0.89)));

        Assert.Equal([Palette.Line(1), Palette.Line(0), Palette.Random], Elements(svg, "polyline").Where(p => p.Attribute("stroke-width")!.Value == "2.4")
            .Select(p => p.Attribute("stroke")!.Value).OrderByDescending(c => c == Palette.Line(1)).ThenByDescending(c => c == Palette.Line(0)));
    }

    [Fact]
    public void Plot_LiesOnWhite()
    {
        var background = Elements(Draw(Rows("margin", 0.8)), "rect").First();

        Assert.Equal("#ffffff", background.Attribute("fill")!.Value);
        Assert.Equal(("800", "540"), (background.Attribute("width")!.Value, background.Attribute("height")!.Value));
    }

    [Fact]
    public void Plot_OfLinesThatEndTogether_KeepsTheirNamesApart()
    {
        string[] strategies = ["margin", "badge", "entropy", "bald", "core_set", "typi_clust", "prob_cover", "kmeans", "least_confident", "random"];

        var svg = Draw(strategies.SelectMany((strategy, i) => Rows(strategy, 0.80 + 0.0005 * i, 0.90 + 0.0005 * i)));

        double[] heights = [.. Elements(svg, "text").Where(t => strategies.Contains(t.Value.Split(' ')[0])).Select(t => Number(t, "y")).Order()];
        Assert.Equal(10, heights.Length);
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First > 15.9));
    }

    [Fact]
    public void Plot_KeepsEveryMarkInsideItsFrame()
    {
        var svg = Draw(Rows("margin", 0.80, 0.88, 0.905, 0.915).Concat(Rows("random", 0.76, 0.84, 0.86, 0.88)));

        Assert.All(Elements(svg, "circle"), c => Assert.InRange(Number(c, "cx"), 60, 800));
        Assert.All(Elements(svg, "circle"), c => Assert.InRange(Number(c, "cy"), 70, 530));
    }

    [Fact]
    public void Plot_OfASingleRun_IsOne()
    {
        var svg = Draw([Results.Row("margin", 100, 1, 0.8, "my <parts> & more")]);

        Assert.Contains("my <parts> & more: test accuracy by labels bought", Texts(svg));
        Assert.DoesNotContain("published", Texts(svg));
    }

    [Theory]
    [InlineData(90, 1_100, "100,200,500,1000")]
    [InlineData(8.5, 23, "10,20")]
    public void Ticks_OnALogarithmicAxis_AreOneTwoFive(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(',', Ticks.OneTwoFive(low, high)));

    [Theory]
    [InlineData(76.3, 91.2, "76,78,80,82,84,86,88,90,92")]
    [InlineData(98.1, 98.9, "98,98.2,98.4,98.6,98.8,99")]
    public void Ticks_OnALinearAxis_AreRoundAndEncloseTheRange(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(',', Ticks.Even(low, high, 8).Select(t => Math.Round(t, 6).ToString(CultureInfo.InvariantCulture))));

    // Three seeds, one point apart: the deviation is one point.
    private static IEnumerable<SweepRow> Rows(string strategy, params double[] accuracies)
    {
        int[] labels = [100, 500, 1_000, 2_000];
        return accuracies.SelectMany((accuracy, i) => new[] { -1, 0, 1 }.Select(s => Results.Row(strategy, labels[i], s + 2, accuracy + 0.01 * s)));
    }

    private static XDocument Draw(IEnumerable<SweepRow> rows) => XDocument.Parse(AccuracyPlot.Draw(SweepSummary.Of(Results.Document([.. rows]))[0]));

    private static IEnumerable<XElement> Elements(XDocument svg, string name) => svg.Root!.Elements().Where(e => e.Name.LocalName == name);

    private static List<string> Texts(XDocument svg) => [.. Elements(svg, "text").Select(t => t.Value)];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
