namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Which images a sweep saw.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Source">Where its files come from.</param>
/// <param name="PoolCount">Images of the pool.</param>
/// <param name="PoolHash">SHA-256 of their pixels.</param>
/// <param name="TestCount">Images of the test set.</param>
/// <param name="TestHash">SHA-256 of their pixels.</param>
internal sealed record DatasetContent(string Name, string Source, int PoolCount, string PoolHash, int TestCount, string TestHash);
