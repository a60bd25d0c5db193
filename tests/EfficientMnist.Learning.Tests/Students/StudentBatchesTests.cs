using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class StudentBatchesTests
{
    private const int Pool = 20;

    // Images 12 to 19 have been bought; image i of the pool has the target (1 − i/100, i/100).
    private static readonly TeachingSet Taught = new(
        new FeatureMatrix([.. Enumerable.Range(0, Pool).SelectMany(i => new[] { 1 - i / 100f, i / 100f })], Pool, 2),
        [.. Enumerable.Range(12, 8)], [.. Enumerable.Repeat(1, 8)]);

    private static readonly ImageSet Images = TestImages.Create(Pool);

    [Fact]
    public void Draw_OfABatch_MixesBothKindsEvenly()
    {
        using var scope = NewDisposeScope();
        var targets = Draw(new StudentOptions { LabelledBatch = 4, LabelledWeight = 3 }).Inputs[2];

        // 12 images of the pool in order, each fourth row a bought one: in any half of the batch there are as many.
        Assert.Equal([16L, 2L], targets.shape);
        var next = 0;
        for (var row = 0; row < 16; row++)
        {
            var expected = row % 4 == 3 ? (0, 3 / 16.0) : ((1 - next / 100.0) / 16, next++ / 100.0 / 16);
            Assert.Equal(expected.Item1, targets[row, 0].item<float>(), 1e-6);
            Assert.Equal(expected.Item2, targets[row, 1].item<float>(), 1e-6);
        }
    }

    [Fact]
    public void Draw_WithMoreThanWasBought_RepeatsAllEqually()
    {
        using var scope = NewDisposeScope();
        var images = Draw(new StudentOptions { LabelledBatch = 12, Strong = 0, LabelledStrong = 0, Flip = 0, WeakShift = 0 }).Inputs[0];
        var seen = Enumerable.Range(0, 24).Where(row => row % 2 == 1).Select(row => Find(images[row])).ToArray();
        Assert.Equal(Enumerable.Range(12, 8), seen.Take(8).Order());
        Assert.Equal(4, seen.Skip(8).Distinct().Count());
    }

    [Fact]
    public void Draw_OfWeakViewsWithoutFlipAndShift_LeavesImagesAsTheyAre()
    {
        using var scope = NewDisposeScope();
        var inputs = Draw(new StudentOptions { LabelledBatch = 0, Strong = 0, Flip = 0, WeakShift = 0 }).Inputs;
        Assert.True((ViewAugmentation.Apply(inputs[0].clone(), inputs[1]) - inputs[0]).abs().max().item<float>() < 1e-3);
    }

    [Fact]
    public void Draw_OfWeakViews_ShiftsByWholePixels()
    {
        using var scope = NewDisposeScope();
        var inputs = Draw(new StudentOptions { LabelledBatch = 0, Strong = 0, Flip = 1 }).Inputs;
        var views = ViewAugmentation.Apply(inputs[0].clone(), inputs[1]);
        var shifts = new HashSet<(int, int)>();
        for (var row = 0; row < 12; row++)
        {
            var found = from dy in Enumerable.Range(-2, 5)
                        from dx in Enumerable.Range(-2, 5)
                        where (Inner(inputs[0][row].flip(2).roll([dy, dx], [1, 2])) - Inner(views[row])).abs().max().item<float>() < 1e-3
                        select (dy, dx);
            shifts.Add(found.First());
        }
        Assert.True(shifts.Count > 3);
    }

    [Fact]
    public void Draw_WithAShareOfStrongViews_GivesThatShare()
    {
        using var scope = NewDisposeScope();
        var parameters = Draw(new StudentOptions { LabelledBatch = 4, Strong = 0.25, LabelledStrong = 1 }).Inputs[1];
        // A strong view has a cut, a weak one has none.
        var strong = Enumerable.Range(0, 16).Where(row => parameters[row, 11].item<float>() > 0).ToArray();
        Assert.Equal(3, strong.Count(row => row % 4 != 3));
        Assert.Equal(4, strong.Count(row => row % 4 == 3));
    }

    [Fact]
    public void Draw_WithConfidence_WeighsSurePseudoLabelsMore()
    {
        using var scope = NewDisposeScope();
        var weights = Draw(new StudentOptions { LabelledBatch = 0, Confidence = 2 }).Inputs[2].sum(1);
        var squares = Enumerable.Range(0, 12).Select(i => Math.Pow(1 - i / 100.0, 2)).ToArray();
        for (var i = 0; i < 12; i++)
            Assert.Equal(squares[i] / squares.Sum(), weights[i].item<float>(), 1e-6);
    }

    private static StudentBatches.Drawn Draw(StudentOptions options)
    {
        var batch = new TrainingBatch(new PoolPixels(Images, ComputeDevice.Resolve("cpu", 1)), Enumerable.Range(0, 12).Select(i => (long)i).ToArray(), new Random(3), null!);
        return new StudentBatches(Taught, options, Images.Shape).Draw(batch);
    }

    private static Tensor Inner(Tensor image) => image.narrow(1, 2, 24).narrow(2, 2, 24);

    private static int Find(Tensor image)
    {
        var bytes = (image * 255).round().to(ScalarType.Byte).contiguous().data<byte>().ToArray();
        return Enumerable.Range(0, Pool).Single(i => Images[i].SequenceEqual(bytes));
    }
}
