using System.Diagnostics.Metrics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.DatasetStore.Images;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class MetricsTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task Served_CountsImagesByDatasetAndNothingElse()
    {
        var own = store.Services.GetRequiredService<IMeterFactory>();
        long served = 0;
        List<string> tags = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == ImageMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, own)) listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, seen, _) =>
        {
            lock (tags)
            {
                served += value;
                foreach (var tag in seen) tags.Add($"{tag.Key}={tag.Value}");
            }
        });
        listener.Start();

        using var call = store.Client.StreamImages(new StreamImagesRequest { Dataset = "cells", Split = Split.Train });
        await call.ResponseStream.ReadAllAsync().ToListAsync();
        await store.Client.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "cells", Split = Split.Train });

        lock (tags)
        {
            Assert.Equal(StoreFixture.Cells + 1, served);
            Assert.Equal(["eml.dataset.name=cells"], tags.Distinct());
        }
    }
}
