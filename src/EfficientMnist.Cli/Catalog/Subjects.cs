using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Catalog;

/// <summary>What somebody names: a run, an encoder by its id or the beginning of it, or a training.</summary>
internal sealed class Subjects(SystemConnection system)
{
    /// <summary>The run of that id; null where there is none.</summary>
    public async Task<Run?> RunAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = name }, cancellationToken: cancellationToken)).Run;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="UsageException">There is no such run or encoder, or the run has no encoder yet.</exception>
    public async Task<string> EncoderAsync(string name, CancellationToken cancellationToken)
    {
        if (await RunAsync(name, cancellationToken) is { } run)
            return run.EncoderId.Length > 0 ? run.EncoderId : throw new UsageException($"Run {name} has no encoder yet.");
        var encoders = (await system.Trainer.ListEncodersAsync(new ListEncodersRequest(), cancellationToken: cancellationToken)).Encoders;
        return encoders.Select(e => e.EncoderId).Distinct(StringComparer.Ordinal).Where(id => id.StartsWith(name, StringComparison.Ordinal)).ToList() switch
        {
            [var only] => only,
            [] => throw new UsageException($"There is no run and no encoder '{name}'. eml runs and eml encoders list them."),
            var several => throw new UsageException($"'{name}' begins the ids of {several.Count} encoders. Write more of it."),
        };
    }

    /// <summary>The training of that id, or the one that made the encoder.</summary>
    public async Task<GetTrainingResponse> TrainingAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await system.Trainer.GetTrainingAsync(new GetTrainingRequest { TrainingId = name }, cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            var encoder = await EncoderAsync(name, cancellationToken);
            return await system.Trainer.GetTrainingAsync(new GetTrainingRequest { EncoderId = encoder }, cancellationToken: cancellationToken);
        }
    }

    /// <exception cref="UsageException">The run was not graded.</exception>
    public async Task<Run> GradedRunAsync(string name, CancellationToken cancellationToken)
    {
        var run = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = name }, cancellationToken: cancellationToken)).Run;
        return run.Result is { Confusion.Count: > 0 } ? run : throw new UsageException($"Run {name} is not graded, so nothing is known of what it confuses.");
    }

    public async Task<IReadOnlyList<string>> ClassNamesAsync(string run, CancellationToken cancellationToken) =>
        (await system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run }, cancellationToken: cancellationToken)).ClassNames;
}
