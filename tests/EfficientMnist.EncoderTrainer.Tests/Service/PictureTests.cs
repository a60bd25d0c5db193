using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class PictureTests(CachedTrainer trainer) : IClassFixture<CachedTrainer>
{
    private const int Side = 28;
    private const int Gap = 2;

    private readonly string _encoder = trainer.Encoder;

    private GlyphStore Store => trainer.Store;

    private TrainerServer Server => trainer.Server;

    [Fact]
    public async Task Reconstruct_ByIds_ShowsEachImageAboveWhatIsDrawnOfIt()
    {
        var answer = await Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Split = Split.Train, Ids = new SampleIds { Ids = { 3, 7, 5 } }, Columns = 2 });

        Assert.Equal([3, 7, 5], answer.SampleIds);
        var (picture, tiles) = (answer.Picture, Tiles(answer.Picture));
        Assert.Equal((2, 2, Side, 2 * Side, Gap), (picture.Columns, picture.Rows, picture.TileWidth, picture.TileHeight, picture.Gap));
        var errors = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var original = Store.Train[answer.SampleIds[i]].ToArray();
            Assert.Equal(original, tiles[i][..(Side * Side)]);
            errors.Add(original.Zip(tiles[i][(Side * Side)..]).Average(pair => Math.Pow((pair.First - pair.Second) / 255.0, 2)));
        }
        Assert.Equal(errors.Average(), answer.MeanSquaredError, 1e-6);
        Assert.Equal(errors.Average(error => 10 * Math.Log10(1 / error)), answer.Psnr, 1e-3);
    }

    [Fact]
    public async Task Reconstruct_WithoutIds_DrawsFromTheTestSplitByTheSeed()
    {
        var one = await Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Seed = 1, Scale = 2 });
        var same = await Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Seed = 1, Scale = 2 });
        var other = await Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Seed = 2, Count = 5 });

        Assert.Equal((Split.Test, 16, 16), (one.Split, one.SampleIds.Count, one.SampleIds.Distinct().Count()));
        Assert.Equal(one, same);
        Assert.Equal((2 * Side, 2 * Gap, 8), (one.Picture.TileWidth, one.Picture.Gap, one.Picture.Columns));
        Assert.Equal(5, other.SampleIds.Count);
        Assert.NotEqual(one.SampleIds.Take(5), other.SampleIds);
    }

    [Fact]
    public async Task Interpolate_BetweenTwoImages_BeginsAndEndsWithTheirReconstructions()
    {
        var ids = new SampleIds { Ids = { 3, 7 } };
        var pairs = Tiles((await Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Split = Split.Train, Ids = ids })).Picture);

        var answer = await Server.Client.InterpolateAsync(new InterpolateRequest { EncoderId = _encoder, Split = Split.Train, Ids = ids, Steps = 5, WithOriginals = true });

        var tiles = Tiles(answer.Picture);
        Assert.Equal((7, 1), (answer.Picture.Columns, answer.Picture.Rows));
        Assert.Equal(Store.Train[3].ToArray(), tiles[0]);
        Assert.Equal(pairs[0][(Side * Side)..], tiles[1]);
        Assert.Equal(pairs[1][(Side * Side)..], tiles[5]);
        Assert.Equal(Store.Train[7].ToArray(), tiles[6]);
        // The middle is neither end.
        Assert.NotEqual(tiles[1], tiles[3]);
        Assert.NotEqual(tiles[5], tiles[3]);
    }

    [Fact]
    public async Task Interpolate_Drawn_HasARowForEachWay()
    {
        var answer = await Server.Client.InterpolateAsync(new InterpolateRequest { EncoderId = _encoder, Count = 3, Seed = 4 });

        Assert.Equal((10, 3, 6), (answer.Picture.Columns, answer.Picture.Rows, answer.SampleIds.Count));
    }

    [Fact]
    public async Task Samples_OfAVariationalEncoder_AreThoseOfTheSeed()
    {
        var training = await Server.TrainAsync(new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "fc_vae", Seed = 1, Options = { ["epochs"] = "1", ["batch"] = "100", ["latent"] = "8" } });
        Assert.True(training.State == TrainingState.Completed, training.Error);

        var one = await Server.Client.DrawSamplesAsync(new DrawSamplesRequest { EncoderId = training.EncoderId, Count = 6, Seed = 1, Columns = 3 });
        var same = await Server.Client.DrawSamplesAsync(new DrawSamplesRequest { EncoderId = training.EncoderId, Count = 6, Seed = 1, Columns = 3 });
        var other = await Server.Client.DrawSamplesAsync(new DrawSamplesRequest { EncoderId = training.EncoderId, Count = 6, Seed = 2, Columns = 3 });

        Assert.Equal((3, 2), (one.Picture.Columns, one.Picture.Rows));
        Assert.Equal(one, same);
        Assert.NotEqual(one.Picture.Png, other.Picture.Png);
        var tiles = Tiles(one.Picture);
        Assert.All(tiles.Skip(1), tile => Assert.NotEqual(tiles[0], tile));
    }

    [Fact]
    public async Task Samples_OfAnEncoderThatIsNotVariational_AreRefused() => await RefusedAsync(
        () => Server.Client.DrawSamplesAsync(new DrawSamplesRequest { EncoderId = _encoder }), StatusCode.FailedPrecondition, "kind ae");

    [Fact]
    public async Task Pictures_OfAnEncoderThatCannotDraw_AreRefused()
    {
        var contrastive = await Server.TrainAsync(new StartTrainingRequest
        {
            Dataset = GlyphStore.Glyphs,
            Kind = "contrastive",
            Seed = 1,
            Options = { ["epochs"] = "1", ["batch"] = "200", ["width"] = "4", ["grid"] = "1" },
        });

        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = contrastive.EncoderId }), StatusCode.FailedPrecondition, "kind contrastive cannot draw");
        await RefusedAsync(() => Server.Client.InterpolateAsync(new InterpolateRequest { EncoderId = contrastive.EncoderId }), StatusCode.FailedPrecondition, "kind contrastive cannot draw");
    }

    [Fact]
    public async Task Pictures_OutOfRange_SayWhatIsAllowed()
    {
        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Count = 1_001 }), StatusCode.InvalidArgument, "1 to 1000");
        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Ids = new SampleIds { Ids = { 50 } } }), StatusCode.InvalidArgument, "50 is outside 0 … 49");
        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Dataset = GlyphStore.Colour }), StatusCode.InvalidArgument, "1×28×28");
        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = _encoder, Split = Split.Train, Count = 400, Scale = 16 }), StatusCode.InvalidArgument, "too large");
        await RefusedAsync(() => Server.Client.InterpolateAsync(new InterpolateRequest { EncoderId = _encoder, Steps = 1 }), StatusCode.InvalidArgument, "2 images at least");
        await RefusedAsync(() => Server.Client.InterpolateAsync(new InterpolateRequest { EncoderId = _encoder, Ids = new SampleIds { Ids = { 1, 2, 3 } } }), StatusCode.InvalidArgument, "two");
        await RefusedAsync(() => Server.Client.ReconstructAsync(new ReconstructRequest { EncoderId = "nowhere" }), StatusCode.NotFound, "no encoder 'nowhere'");
    }

    // The tiles of a picture of scale 1, in their order.
    private static List<byte[]> Tiles(Picture picture)
    {
        var (shape, pixels) = PngDecoder.Decode(picture.Png.Span);
        Assert.Equal(new ImageShape(1, picture.Rows * (picture.TileHeight + Gap) - Gap, picture.Columns * (picture.TileWidth + Gap) - Gap), shape);
        return [.. Enumerable.Range(0, picture.Rows * picture.Columns).Select(place => Enumerable.Range(0, picture.TileHeight)
            .SelectMany(y => pixels.AsSpan((place / picture.Columns * (picture.TileHeight + Gap) + y) * shape.Width + place % picture.Columns * (picture.TileWidth + Gap), picture.TileWidth).ToArray())
            .ToArray())];
    }

    private static async Task RefusedAsync<T>(Func<AsyncUnaryCall<T>> call, StatusCode code, string hint)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(code, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }
}
