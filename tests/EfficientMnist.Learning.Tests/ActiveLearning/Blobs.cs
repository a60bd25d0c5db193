using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>A pool of points in three overlapping blobs; point i belongs to blob i mod 3.</summary>
internal static class Blobs
{
    public const int Count = 240;
    public const int TestCount = 60;
    public const int Classes = 3;

    private static readonly Lazy<ImagePool> Made = new(() => ImagePool.Of(Draw(Count, seed: 5)).WithTest(images: null, Draw(TestCount, seed: 6)));

    public static ImagePool Pool => Made.Value;

    public static ActiveLearnerOptions Options => new() { Classes = Classes, Labels = 60, ColdStartSize = 8, RoundSize = 8, Milestones = [], Strategy = new MarginStrategy() };

    public static int Truth(int id) => id % Classes;

    public static BoughtLabel[] Ask(Query query) => [.. query.Ids.Select(id => new BoughtLabel(id, Truth(id)))];

    /// <summary>Teaches a learner what it asks for until it has stopped.</summary>
    /// <returns>The labels in the order in which they were taught.</returns>
    public static List<BoughtLabel> TeachToTheEnd(ActiveLearner learner)
    {
        List<BoughtLabel> taught = [];
        while (!learner.HasStopped)
        {
            var answers = Ask(learner.Query());
            learner.Teach(answers);
            taught.AddRange(answers);
        }
        return taught;
    }

    /// <summary>A student that is sure of a class, right in nine of ten images.</summary>
    public static Student Student(string id) => Learning.Students.Student.Of(id, Opinions(Count), Opinions(TestCount), Classes);

    private static FeatureMatrix Opinions(int count)
    {
        // Two features and the logarithms of three probabilities.
        var rows = Enumerable.Range(0, count).SelectMany(i =>
        {
            var said = i % 10 == 0 ? (i + 1) % Classes : Truth(i);
            return new float[] { said, i % 7, Log(said == 0), Log(said == 1), Log(said == 2) };
        });
        return new FeatureMatrix([.. rows], count, 5);

        static float Log(bool said) => MathF.Log(said ? 0.9f : 0.05f);
    }

    private static FeatureMatrix Draw(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count * 2];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * Truth(i) / Classes;
            values[2 * i] = (float)(Math.Cos(angle) + 1.6 * (random.NextDouble() - 0.5));
            values[2 * i + 1] = (float)(Math.Sin(angle) + 1.6 * (random.NextDouble() - 0.5));
        }
        return new FeatureMatrix(values, count, 2);
    }
}
