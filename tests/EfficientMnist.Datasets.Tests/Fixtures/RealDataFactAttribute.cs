namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>A test on real files, skipped where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string dataset)
    {
        Dataset = dataset;
        if (SharedData.Root is not { } root || !Directory.Exists(Path.Combine(root, dataset)))
            Skip = $"The files of {dataset} are neither in EML_DATA nor in shared/data.";
    }

    public string Dataset { get; }
}
