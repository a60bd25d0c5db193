using EfficientMnist.Datasets.Import;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>Keeps the furthest that many threads report.</summary>
internal sealed class LatestProgress : IProgress<ImportProgress>
{
    private readonly Lock _gate = new();
    private ImportProgress _value;

    public ImportProgress Value
    {
        get
        {
            lock (_gate) return _value;
        }
    }

    public void Report(ImportProgress value)
    {
        lock (_gate)
        {
            if (value.Done > _value.Done) _value = value;
        }
    }
}
