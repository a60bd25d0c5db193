using System.Text.Json.Nodes;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Writes the final classifier of a completed run as one file that other programs predict with (docs/model-file.md).</summary>
internal sealed class ModelExporter(RunRegistry registry, ImageSource images, LearnerSource learners, NetworkSource networks)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <exception cref="RefusalException">The run is not complete.</exception>
    public async Task<byte[]> WriteAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await registry.ReadAsync(runId);
        if (run.State != RunState.Completed)
            throw Refusal.Conflict($"Run {run.Id} is {run.State.ToString().ToLowerInvariant()}; only the classifier of a completed run is exported.");
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var features = await learners.SeeAsync(dataset, run.History.EncoderId, run.Options, run.History, cancellationToken);
        var learned = (await learners.GetAsync(features, run.Options, run.History, cancellationToken)).Fit();
        var model = learned.Export(
            features.Pool,
            learned.SeesLatents(features.Pool) ? await networks.GetAsync(features.EncoderId, Unwatched, cancellationToken) : null,
            await FindAsync(learned.StudentId),
            await FindAsync(learned.NetworkId));
        var description = model.Description;
        description["run_id"] = run.Id.Value;
        description["dataset"] = dataset.Name;
        description["labels"] = run.History.Learner.Labels.Count;
        description["classes"] = new JsonArray([.. run.Options.Oracle.ClassesOr(dataset.ClassNames).Select(name => JsonValue.Create(name))]);
        description["image"] = Image(dataset);
        using var file = new MemoryStream();
        model.Write(file, ModelTensors.ClassifierFormat);
        return file.ToArray();

        async Task<ModelTensors?> FindAsync(string id) => id.Length == 0 ? null : await networks.GetAsync(id, Unwatched, cancellationToken);
    }

    private static JsonObject Image(DatasetDescription dataset)
    {
        var image = new JsonObject { ["channels"] = dataset.Shape.Channels, ["height"] = dataset.Shape.Height, ["width"] = dataset.Shape.Width };
        if (dataset.Preparation is { } made)
            (image["fit"], image["background"], image["bits"]) = (made.Stretched ? "stretch" : "pad", made.Background, made.Bits);
        return image;
    }
}
