using System.Globalization;
using System.Runtime.InteropServices;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TensorBoard;
using Grpc.Core;

namespace EfficientMnist.Cli.TensorBoard;

/// <summary>The latents of some images of a run's pool, with what the run knows of them, for the projector.</summary>
internal sealed class RunLatents(SystemConnection system, Run run)
{
    // What dataset-store puts on a sheet.
    private const int MostSheetBytes = 3_000_000;

    private static readonly string[] Heads = ["sample", "predicted", "confidence", "bought in round", "label"];

    public async Task WriteAsync(string folder, int points, CancellationToken cancellationToken)
    {
        var pool = new StreamPoolStateResponse();
        using (var call = system.Classifier.StreamPoolState(new StreamPoolStateRequest { RunId = run.RunId }, cancellationToken: cancellationToken))
        {
            await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
                pool.MergeFrom(part);
        }
        var places = Choose(pool, points);
        if (places.Length == 0)
            return;
        var ids = places.Select(place => pool.SampleIds[place]).ToArray();
        var vectors = await EncodeAsync(ids, cancellationToken);
        var dataset = (await system.Datasets.GetDatasetAsync(new GetDatasetRequest { Name = run.Options["dataset"] }, cancellationToken: cancellationToken)).Dataset;
        var sprite = await system.Datasets.GetSpriteAsync(
            new GetSpriteRequest { Dataset = dataset.Name, Split = Split.Train, Ids = new SampleIds { Ids = { ids } }, Tile = TileFor(dataset, ids.Length) }, cancellationToken: cancellationToken);
        Projector.Write(
            folder, "latents", vectors, new ProjectorMetadata(Heads, [.. places.Select(place => Known(pool, place))]), (sprite.Png.ToByteArray(), sprite.TileWidth, sprite.TileHeight));
    }

    // Those bought first, as they can be coloured by their labels; then others, evenly spread over the pool.
    private static int[] Choose(StreamPoolStateResponse pool, int points)
    {
        int[] all = [.. Enumerable.Range(0, pool.SampleIds.Count).OrderBy(place => pool.Bought[place] == 0)];
        var bought = Math.Min(points, pool.Bought.Count(round => round > 0));
        var (others, wanted) = (all.Length - bought, Math.Min(points, all.Length) - bought);
        return [.. all.Take(bought).Concat(Enumerable.Range(0, wanted).Select(i => all[bought + (int)((long)i * others / wanted)])).Order()];
    }

    /// <summary>Side of the tiles with which so many images fit on one sheet; 0 for their own size.</summary>
    internal static int TileFor(Dataset dataset, int count)
    {
        // As the sheet is laid out: about as many in a row as in a column.
        var columns = (int)Math.Ceiling(Math.Sqrt(count));
        var places = (count + columns - 1) / columns * columns * dataset.Channels;
        return (long)places * dataset.Height * dataset.Width <= MostSheetBytes ? 0 : (int)Math.Sqrt(MostSheetBytes / (double)places);
    }

    private static IReadOnlyList<string> Known(StreamPoolStateResponse pool, int place) =>
    [
        pool.SampleIds[place].ToString(CultureInfo.InvariantCulture),
        Class(pool, pool.Predicted[place]),
        pool.Confidence[place].ToString("G4", CultureInfo.InvariantCulture),
        pool.Bought[place] == 0 ? "" : pool.Bought[place].ToString(CultureInfo.InvariantCulture),
        Class(pool, pool.Label[place]),
    ];

    private static string Class(StreamPoolStateResponse pool, int label) => label < 0 ? "" : pool.ClassNames[label];

    private async Task<IReadOnlyList<float[]>> EncodeAsync(int[] ids, CancellationToken cancellationToken)
    {
        var vectors = new float[ids.Length][];
        var request = new EncodeRequest { EncoderId = run.EncoderId, Dataset = run.Options["dataset"], Split = Split.Train, Range = new IdRange { First = ids[0], Count = ids[^1] - ids[0] + 1 } };
        using var call = system.Trainer.Encode(request, cancellationToken: cancellationToken);
        var next = 0;
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            for (; next < ids.Length && ids[next] < chunk.FirstId + chunk.Count; next++)
                vectors[next] = Row(chunk, ids[next] - chunk.FirstId);
        }
        return next == ids.Length ? vectors : throw new InvalidDataException($"The trainer's latents ended before image {ids[next]}. Try again.");
    }

    private static float[] Row(EncodeResponse chunk, int row)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(chunk.Latents.Span).Slice(row * chunk.Latent, chunk.Latent);
        var vector = new float[halves.Length];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)halves[i];
        return vector;
    }
}
