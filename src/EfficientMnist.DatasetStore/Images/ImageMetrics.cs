using System.Diagnostics.Metrics;

namespace EfficientMnist.DatasetStore.Images;

/// <summary>How many images were served.</summary>
public sealed class ImageMetrics
{
    public const string MeterName = "EfficientMnist.DatasetStore";

    private readonly Counter<long> _served;

    public ImageMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _served = meters.Create(MeterName).CreateCounter<long>("eml.images.served", "{image}", "Images sent to other services.");
    }

    public void Served(string dataset, int count) => _served.Add(count, new KeyValuePair<string, object?>("eml.dataset.name", dataset));
}
