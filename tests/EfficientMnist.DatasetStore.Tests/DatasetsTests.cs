using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class DatasetsTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task List_OwnFolders_StandBesideTheStandardSets()
    {
        var list = (await store.Client.ListDatasetsAsync(new ListDatasetsRequest())).Datasets;
        Assert.Equal(["fashion-mnist", "mnist", "cifar-10", "glyphs", "cells"], list.Select(found => found.Name));
        Assert.Equal([false, false, false, true, true], list.Select(found => found.Available));
        Assert.Contains("EML_DATA", list[0].Detail, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(store.Root, "cells"), list[4].Detail);
    }

    [Fact]
    public async Task Get_Glyphs_DescribesThem()
    {
        var dataset = (await store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "glyphs" })).Dataset;
        Assert.True(dataset.Synthetic);
        Assert.Equal("drawn by code", dataset.Source);
        Assert.Equal((1, 28, 28), (dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal(10, dataset.ClassNames.Count);
        Assert.Equal([(Split.Train, 8_000), (Split.Test, 2_000)], dataset.Splits.Select(split => (split.Split, split.Count)));
        Assert.All(dataset.Splits, split => Assert.Matches("^[0-9a-f]{64}$", split.ContentHash));
    }

    [Fact]
    public async Task Get_PoolWithoutLabels_HasNoClassesAndOneSplit()
    {
        var dataset = (await store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "cells" })).Dataset;
        Assert.Empty(dataset.ClassNames);
        Assert.False(dataset.Synthetic);
        Assert.Equal(StoreFixture.Cells, Assert.Single(dataset.Splits).Count);
        Assert.Contains(store.Root, dataset.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_DamagedFile_IsAFailedPreconditionUntilItIsRepaired()
    {
        var own = await StoreFixture.StartAsync();
        try
        {
            own.Write("cells/train/03.png", [1, 2, 3]);
            var error = await Assert.ThrowsAsync<RpcException>(async () => await own.Client.GetDatasetAsync(new GetDatasetRequest { Name = "cells" }));
            Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
            Assert.Contains("03.png", error.Status.Detail, StringComparison.Ordinal);

            own.WriteCell(3);
            Assert.Equal(StoreFixture.Cells, (await own.Client.GetDatasetAsync(new GetDatasetRequest { Name = "cells" })).Dataset.Splits[0].Count);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [RealDataFact]
    public async Task Get_FashionMnist_IsTheRealOne()
    {
        var own = await StoreFixture.StartAsync($"--Datasets:Root={RealDataFactAttribute.Root}");
        try
        {
            var dataset = (await own.Client.GetDatasetAsync(new GetDatasetRequest { Name = "fashion-mnist" })).Dataset;
            Assert.Equal("2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012", dataset.Splits[0].ContentHash);
            Assert.Equal("Ankle boot", dataset.ClassNames[9]);

            using var call = own.Client.StreamImages(new StreamImagesRequest { Dataset = "fashion-mnist", Split = Split.Train });
            var chunks = await call.ResponseStream.ReadAllAsync().ToListAsync();
            Assert.Equal(60_000, chunks.Sum(chunk => chunk.SampleIds.Count));
            Assert.All(chunks, chunk => Assert.InRange(chunk.CalculateSize(), 1, (4 << 20) - 1));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }
}
