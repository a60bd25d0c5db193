using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Core.Runs;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Classifier.Journal;

/// <summary>
/// Class probabilities by a run's classifier, kept in the run's folder: after a restart they are there at once, where the views
/// of a large pool take up to minutes to be made again. They follow from the journal; those of another state of the run, and a
/// damaged file, count as absent.
/// </summary>
internal sealed class ProbabilityStore(IRunStore runs, ILogger<ProbabilityStore> logger)
{
    /// <summary>Those of every image of the pool, [pool, classes].</summary>
    public const string Pool = "pool";

    /// <summary>Those of every labelled image by classifiers that have not learned its label, [labels, classes].</summary>
    public const string HeldOut = "held-out";

    private const string Tensor = "probabilities";
    private const string StateEntry = "state";
    private const string ChecksumEntry = "sha256";

    /// <summary>The probabilities kept of this state; computed and kept where there are none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kind"><see cref="Pool"/> or <see cref="HeldOut"/>.</param>
    /// <param name="state">What they follow from (<see cref="RunHistory.ClassifierDigest"/>).</param>
    /// <param name="compute">Computes them.</param>
    public async Task<FeatureMatrix> GetAsync(RunId run, string kind, string state, Func<Task<FeatureMatrix>> compute)
    {
        if (Find(run, kind, state) is { } kept)
            return kept;
        var probabilities = await compute();
        Keep(run, kind, state, probabilities);
        return probabilities;
    }

    /// <summary>Keeps probabilities in the place of those of another state. A disk that is full costs time later, and a warning now.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public void Keep(RunId run, string kind, string state, FeatureMatrix probabilities)
    {
        float[] values = [.. probabilities.Values];
        var entry = new Safetensors.Entry([probabilities.Rows, probabilities.Columns], values);
        var path = PathOf(run, kind);
        try
        {
            Safetensors.Write(
                path,
                new Dictionary<string, Safetensors.Entry> { [Tensor] = entry },
                new Dictionary<string, string> { [StateEntry] = state, [ChecksumEntry] = Checksum(values) });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, path, error.Message);
        }
    }

    private FeatureMatrix? Find(RunId run, string kind, string state)
    {
        var path = PathOf(run, kind);
        if (!File.Exists(path))
            return null;
        try
        {
            var (tensors, metadata) = Safetensors.Read(path);
            if (metadata.GetValueOrDefault(StateEntry) != state)
                return null;
            var (shape, values) = tensors[Tensor];
            if (metadata.GetValueOrDefault(ChecksumEntry) == Checksum(values))
                return new FeatureMatrix(values, (int)shape[0], (int)shape[1]);
            throw new InvalidDataException("The checksum is another one.");
        }
        catch (Exception error) when (error is InvalidDataException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            Log.ComputedAnew(logger, path, error.Message);
            return null;
        }
    }

    private string PathOf(RunId run, string kind) => runs.FileOf(run, $"{kind}.safetensors");

    private static string Checksum(float[] values) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
