using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Parquet;
using Parquet.Schema;

namespace EfficientMnist.Cli.Export;

/// <summary>What the classifier of a completed run says of every image of its pool.</summary>
internal sealed class PoolPredictions
{
    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<Contracts.V1.Prediction> _predictions;
    private readonly IReadOnlyList<string> _classNames;

    private PoolPredictions(IReadOnlyList<string> files, IReadOnlyList<Contracts.V1.Prediction> predictions, IReadOnlyList<string> classNames) =>
        (_files, _predictions, _classNames) = (files, predictions, classNames);

    public int Count => _predictions.Count;

    /// <param name="system">Where the services are.</param>
    /// <param name="run">The run, which is completed.</param>
    /// <param name="dataset">Its data set.</param>
    /// <param name="labels">Its labels: the files of images whose label is paid for are known in any case.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<PoolPredictions> OfAsync(SystemConnection system, LabelledRun run, Dataset dataset, IReadOnlyList<LedgerEntry> labels, CancellationToken cancellationToken)
    {
        var paid = labels.ToDictionary(entry => entry.SampleId, entry => entry.File);
        List<string> files = [];
        List<Contracts.V1.Prediction> predictions = [];
        using var images = system.Datasets.StreamImages(new StreamImagesRequest { Dataset = dataset.Name, Split = Split.Train }, cancellationToken: cancellationToken);
        // The chunks of a stream fit into a message.
        await foreach (var chunk in images.ResponseStream.ReadAllAsync(cancellationToken))
        {
            var named = await system.Oracle.NameImagesAsync(new NameImagesRequest { RunId = run.Id, SampleIds = { chunk.SampleIds } }, cancellationToken: cancellationToken);
            files.AddRange(named.Files.Zip(chunk.SampleIds, (file, sample) => FinalAnswers.NameOf(file.Length > 0 ? file : paid.GetValueOrDefault(sample, ""), sample)));
            var request = new PredictRequest { RunId = run.Id, Count = chunk.SampleIds.Count, Pixels = chunk.Pixels };
            predictions.AddRange((await system.Classifier.PredictAsync(request, cancellationToken: cancellationToken)).Predictions);
        }
        return new PoolPredictions(files, predictions, run.ClassNames);
    }

    public async Task WriteCsvAsync(string path, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path);
        await writer.WriteAsync($"file,label,probability,{string.Join(',', _classNames.Select(name => CsvText.Words($"p {name}")))}\n");
        for (var i = 0; i < Count; i++)
        {
            var prediction = _predictions[i];
            var numbers = prediction.Probabilities.Prepend(prediction.Probabilities[prediction.Label]).Select(value => value.ToString("G6", CultureInfo.InvariantCulture));
            await writer.WriteAsync($"{CsvText.Words(_files[i])},{CsvText.Words(prediction.ClassName)},{string.Join(',', numbers)}\n".AsMemory(), cancellationToken);
        }
    }

    public async Task WriteParquetAsync(string path, CancellationToken cancellationToken)
    {
        var (file, label) = (new DataField<string>("file"), new DataField<string>("label"));
        var probability = new DataField<float>("probability");
        DataField<float>[] classes = [.. _classNames.Select(name => new DataField<float>($"p {name}"))];
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([file, label, probability, .. classes]), stream, cancellationToken: cancellationToken);
        using var rows = writer.CreateRowGroup();
        await rows.WriteAsync(file, [.. _files]);
        await rows.WriteAsync(label, [.. _predictions.Select(prediction => prediction.ClassName)]);
        await rows.WriteAsync<float>(probability, _predictions.Select(prediction => prediction.Probabilities[prediction.Label]).ToArray().AsMemory(), cancellationToken: cancellationToken);
        for (var c = 0; c < classes.Length; c++)
        {
            var place = c;
            await rows.WriteAsync<float>(classes[c], _predictions.Select(prediction => prediction.Probabilities[place]).ToArray().AsMemory(), cancellationToken: cancellationToken);
        }
        rows.CompleteValidate();
    }
}
