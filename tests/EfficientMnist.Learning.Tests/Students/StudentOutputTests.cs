using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class StudentOutputTests
{
    private const int Rows = 5_000;
    private const int Classes = 3;

    [Fact]
    public void Output_InAFile_IsThatInMemoryToHalfAFloat()
    {
        using var folder = new TemporaryFolder();
        var latents = Latents(Rows);
        var inMemory = StudentOutput.Of(latents, Classes);

        var inFile = StudentOutput.InFile(latents, Classes, folder.Path);

        Assert.Equal(inMemory.Probabilities.Values.ToArray(), inFile.Probabilities.Values.ToArray());
        Assert.IsType<StoredRows>(inFile.Features);
        Assert.Equal(inMemory.Features.Slice(0, Rows).Values.ToArray(), inFile.Features.Slice(0, Rows).Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void View_OfAStudentInAFile_IsScaledAsOneInMemory()
    {
        using var folder = new TemporaryFolder();
        var (latents, views) = (Latents(Rows), JointViews.Of(Latents(Rows)));
        var inMemory = views.With(StudentOutput.Of(latents, Classes).Features);

        var inFile = views.With(StudentOutput.InFile(latents, Classes, folder.Path).Features);

        Assert.Equal(inMemory.Pool.Columns, inFile.Pool.Columns);
        int[] some = [4_999, 3, 0];
        Assert.Equal(inMemory.Pool.Select(some).Values.ToArray(), inFile.Pool.Select(some).Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(inMemory.Pool.Slice(4_000, 500).Values.ToArray(), inFile.Pool.Slice(4_000, 500).Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    private static FeatureMatrix Latents(int rows)
    {
        var random = new Random(3);
        return new FeatureMatrix([.. Enumerable.Range(0, rows * 5).Select(_ => random.NextSingle() - 0.5f)], rows, 5);
    }
}
