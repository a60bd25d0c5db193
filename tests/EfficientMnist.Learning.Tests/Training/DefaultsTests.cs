using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class DefaultsTests
{
    /// <summary>The losses are those from before optimizers, schedules and validation could be chosen; of <c>ae</c>, since its drawings begin near grey.</summary>
    [Theory]
    [InlineData("ae", 0.2276597, 0.2016976, 0.1776126, 0.1548629, 0.1345846, 0.1182196, 0.1049096, 0.0955030, 0.0891672, 0.0845916, 0.0818408, 0.0811403)]
    [InlineData("contrastive", 4.1529360, 4.1154575, 4.1174231, 4.0912919, 4.1012745, 4.0327191, 4.0052071, 3.9569306, 4.0676622, 3.9447496, 3.9819405, 3.9757712)]
    [InlineData("student", 1.1893026, 1.0959457, 1.0019658, 0.9364589, 0.9145562, 0.8677790, 0.8816749, 0.8223306, 0.7530732, 0.7553936, 0.8497949, 0.7356589)]
    public void Run_WithDefaults_TrainsAsItAlwaysDid(string kind, params double[] expected)
    {
        var (images, labels) = TestImages.Labelled(96);
        var overrides = new Dictionary<string, string> { ["batch"] = "32", ["width"] = "8", ["epochs"] = "4" };
        var recipe = kind == StudentRecipe.Name ? new StudentRecipe(StudentOptions.Table.Bind(new StudentOptions { Classes = 3 }, overrides), images.Shape, TeachingSet(labels)) : EncoderCatalog.Create(kind, overrides, images.Shape);
        var losses = new List<double>();
        Fit.Run(images, recipe, new FitOptions { Device = ComputeDevice.Resolve("cpu", 2), ReportEverySteps = 1 }, new Listener(p => losses.Add(p.Loss)));

        // Processors and versions of the tensor library round differently.
        Assert.Equal(expected, losses, (a, b) => Math.Abs(a - b) < 2e-3 * a);
    }

    private static TeachingSet TeachingSet(int[] labels)
    {
        var targets = new FeatureMatrix(labels.Length, 3);
        for (var row = 0; row < labels.Length; row++)
        {
            targets.MutableRow(row).Fill(0.1f);
            targets.MutableRow(row)[labels[row]] = 0.8f;
        }
        return new TeachingSet(targets, [0, 1, 2, 3], labels[..4]);
    }
}
