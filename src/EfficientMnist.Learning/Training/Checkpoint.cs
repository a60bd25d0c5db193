using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// A folder's <c>latest</c> and <c>best</c>: safetensors files that hold everything, training state included, in their
/// metadata; the json files beside them repeat it for people.
/// </summary>
internal sealed class Checkpoint(string folder)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string Latest { get; } = Path.Combine(folder, "latest.safetensors");

    public string Best { get; } = Path.Combine(folder, "best.safetensors");

    /// <summary>All of the training at the end of its best epoch, where it is to go on from there.</summary>
    public string BestState { get; } = Path.Combine(folder, "best-state.safetensors");

    /// <summary>The model's weights and statistics, by name, as they are in memory.</summary>
    public static Dictionary<string, Tensor> Weights(nn.Module model) =>
        model.named_parameters().Select(p => (p.name, value: (Tensor)p.parameter))
            .Concat(model.named_buffers().Select(b => (b.name, value: b.buffer)))
            .ToDictionary(w => w.name, w => w.value, StringComparer.Ordinal);

    /// <summary>SHA-256 over names, shapes and values of the weights in lower-case hex.</summary>
    /// <param name="weights">By name.</param>
    /// <param name="reading">What decides the latents besides, <see cref="IEncoderRecipe.LatentReading"/>; empty for a hash of the weights alone.</param>
    public static string HashOf(IReadOnlyDictionary<string, Safetensors.Entry> weights, string reading = "")
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, entry) in weights.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}[{string.Join(',', entry.Shape)}]"));
            hash.AppendData(MemoryMarshal.AsBytes(entry.Values.AsSpan()));
        }
        hash.AppendData(Encoding.UTF8.GetBytes(reading));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Weights as they are to be kept: float32 on the host, row-major.</summary>
    public static Dictionary<string, Safetensors.Entry> Export(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return tensors.ToDictionary(
            t => t.Name,
            t => new Safetensors.Entry(t.Value.shape, t.Value.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray()),
            StringComparer.Ordinal);
    }

    /// <summary>Writes values over tensors of the same names.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public static void Import(string path, IReadOnlyDictionary<string, Safetensors.Entry> values, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in tensors)
        {
            if (!values.TryGetValue(name, out var entry) || !entry.Shape.AsSpan().SequenceEqual(target.shape))
                throw new InvalidDataException($"{path} has no tensor {name} of shape [{string.Join(", ", target.shape)}]: it was written by another version. Delete it to train anew.");
            target.copy_(tensor(entry.Values).view(entry.Shape));
        }
    }

    public static void Write(string path, IReadOnlyDictionary<string, Safetensors.Entry> tensors, TrainingIdentity identity, TrainingState state, string? contentHash = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var metadata = identity.ToMetadata();
        metadata["state"] = JsonSerializer.Serialize(state, TrainingStateJson.Options);
        if (contentHash is not null)
            metadata["content_hash"] = contentHash;
        Safetensors.Write(path, tensors, metadata);
        var json = Path.ChangeExtension(path, ".json");
        File.WriteAllText(json + ".partial", JsonSerializer.Serialize(metadata, Indented));
        File.Move(json + ".partial", json, overwrite: true);
    }

    public static TrainingState StateIn(IReadOnlyDictionary<string, string> metadata) =>
        JsonSerializer.Deserialize<TrainingState>(metadata["state"], TrainingStateJson.Options)!;
}
