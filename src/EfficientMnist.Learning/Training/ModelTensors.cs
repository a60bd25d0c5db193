using System.Text.Json.Nodes;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Graphs;

namespace EfficientMnist.Learning.Training;

/// <summary>A model, or a part of one, as the tensors and numbers of its forward pass, which docs/model-file.md writes down.</summary>
/// <param name="Description">The numbers.</param>
public sealed record ModelTensors(JsonObject Description)
{
    /// <summary>The format of a file that holds a network alone.</summary>
    public const string NetworkFormat = "efficientmnist.network/1";

    /// <summary>The format of a file that holds a whole classifier.</summary>
    public const string ClassifierFormat = "efficientmnist.model/1";

    private const string DescriptionName = "model";
    private const string FormatName = "format";

    private readonly Dictionary<string, Safetensors.Entry> _tensors = new(StringComparer.Ordinal);

    /// <summary>By name; all float32, row-major.</summary>
    public IReadOnlyDictionary<string, Safetensors.Entry> Tensors => _tensors;

    /// <summary>A network's steps and their tensors.</summary>
    /// <param name="graph">Its forward pass, whose end has been told.</param>
    public static ModelTensors Of(NetworkGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var model = new ModelTensors(graph.Description);
        foreach (var (name, (shape, values)) in graph.Tensors)
            model._tensors.Add(name, new Safetensors.Entry(shape, values));
        return model;
    }

    /// <summary>Reads a file of <see cref="Write"/>.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">The format it has to be of.</param>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static ModelTensors Read(ReadOnlyMemory<byte> file, string format)
    {
        var (tensors, metadata) = Safetensors.Read("The model", file);
        if (metadata.GetValueOrDefault(FormatName) != format || !metadata.TryGetValue(DescriptionName, out var description))
            throw new InvalidDataException($"The model is of format '{metadata.GetValueOrDefault(FormatName)}', not {format}.");
        var model = new ModelTensors(JsonNode.Parse(description)!.AsObject());
        foreach (var (name, entry) in tensors)
            model._tensors.Add(name, entry);
        return model;
    }

    /// <summary>Writes all of it as one safetensors file.</summary>
    /// <param name="target">Stays open.</param>
    /// <param name="format">Names what the description means.</param>
    public void Write(Stream target, string format) =>
        Safetensors.Write(target, Tensors, new Dictionary<string, string> { [FormatName] = format, [DescriptionName] = Description.ToJsonString() });

    /// <summary>Adds a vector.</summary>
    public void Add(string name, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _tensors.Add(name, new Safetensors.Entry([values.Length], values));
    }

    /// <summary>Adds a matrix.</summary>
    public void Add(string name, FeatureMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        _tensors.Add(name, new Safetensors.Entry([matrix.Rows, matrix.Columns], matrix.Values.ToArray()));
    }

    /// <summary>Adds a part: its description under its name, and its tensors as <c>name.…</c>.</summary>
    public void Include(string name, ModelTensors part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Description[name] = part.Description.DeepClone();
        foreach (var (tensor, entry) in part.Tensors)
            _tensors.Add($"{name}.{tensor}", entry);
    }
}
