using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Graphs;

/// <summary>
/// The forward pass of a trained network as steps that any program can follow (docs/model-file.md). Value 0 is what goes in,
/// step k makes value k of earlier ones; its tensors are named by its number, such as <c>3.weight</c>.
/// </summary>
public sealed class NetworkGraph
{
    /// <summary>The value that goes in: images [n, C, H, W] in 0 … 1, or rows of features [n, d].</summary>
    public const int Input = 0;

    private readonly List<JsonObject> _steps = [];
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);
    private int? _scores;
    private bool _averagesMirrored;

    /// <summary>The tensors by name, row-major.</summary>
    public IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Tensors => _tensors;

    /// <summary>Whether the end has been told already, classes included.</summary>
    public bool TellsClasses => _scores is not null;

    /// <summary>The value that holds the latents.</summary>
    public int Latents { get; private set; }

    /// <summary>The steps, and which of the values come out.</summary>
    public JsonObject Description => new()
    {
        ["steps"] = new JsonArray([.. _steps.Select(step => step.DeepClone())]),
        ["latents"] = Latents,
        ["scores"] = _scores,
        ["mirror_average"] = _averagesMirrored,
    };

    /// <summary>Names the value that holds the latents.</summary>
    public void End(int latents) => Latents = latents;

    /// <summary>
    /// Names the values of a network that tells classes: latents, and the scores whose log-softmax is set beside them.
    /// </summary>
    /// <param name="latents">[n, latent].</param>
    /// <param name="scores">[n, classes].</param>
    /// <param name="averagesMirrored">Whether both, as latents and as probabilities, are means over an image and its mirror image.</param>
    public void End(int latents, int scores, bool averagesMirrored) => (Latents, _scores, _averagesMirrored) = (latents, scores, averagesMirrored);

    /// <summary>x − value.</summary>
    public int Subtract(int of, double value) => Step("subtract", [of], new() { ["value"] = value });

    /// <summary>
    /// Space to depth: [n, c, h, w] → [n, side²·c, ⌈h/side⌉, ⌈w/side⌉], padded with zeros to whole squares; each channel becomes
    /// side², row by row.
    /// </summary>
    public int Squares(int of, int side = 2) => Step("squares", [of], new() { ["side"] = side });

    /// <summary>A convolution without bias, padded with zeros.</summary>
    /// <param name="of">[n, inputs, h, w].</param>
    /// <param name="weight">[outputs, inputs, size, size].</param>
    /// <param name="stride">Of both sides.</param>
    /// <param name="padding">On each side.</param>
    public int Convolution(int of, Tensor weight, int stride, int padding) =>
        Step("convolution", [of], new() { ["stride"] = stride, ["padding"] = padding }, ("weight", weight));

    /// <summary>weight · x + bias, one of each for a channel or a column.</summary>
    public int Affine(int of, Tensor weight, Tensor bias) => Step("affine", [of], [], ("weight", weight), ("bias", bias));

    /// <summary>Group normalisation (arXiv 1803.08494).</summary>
    public int GroupNorm(int of, long groups, double epsilon, Tensor weight, Tensor bias) =>
        Step("group_norm", [of], new() { ["groups"] = groups, ["epsilon"] = epsilon }, ("weight", weight), ("bias", bias));

    /// <summary>x where it is positive, else slope · x.</summary>
    public int LeakyRectifier(int of, double slope) => Step("leaky_rectifier", [of], new() { ["slope"] = slope });

    /// <summary>The sum of two values.</summary>
    public int Add(int a, int b) => Step("add", [a, b]);

    /// <summary>Two values behind one another along the channels.</summary>
    public int Concatenate(int a, int b) => Step("concatenate", [a, b]);

    /// <summary>Means over the cells of a grid of cells × cells: [n, c, h, w] → [n, c·cells²].</summary>
    public int Average(int of, int cells) => Step("average", [of], new() { ["cells"] = cells });

    /// <summary>[n, …] → [n, values], channel by channel.</summary>
    public int Flatten(int of) => Step("flatten", [of]);

    /// <summary>x · weightᵀ + bias.</summary>
    /// <param name="of">[n, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs].</param>
    public int Linear(int of, Tensor weight, Tensor bias) => Step("linear", [of], [], ("weight", weight), ("bias", bias));

    /// <summary>Rows divided by their length.</summary>
    public int UnitLength(int of) => Step("unit_length", [of]);

    /// <summary>The place of an image among its neighbours in a pool, as <see cref="Embeddings.UmapModel"/> finds it.</summary>
    /// <param name="of">[n, d].</param>
    /// <param name="neighbours">How many have a say.</param>
    /// <param name="pool">[images, d].</param>
    /// <param name="places">[images, latent].</param>
    public int Neighbours(int of, int neighbours, Tensor pool, Tensor places) =>
        Step("neighbours", [of], new() { ["neighbours"] = neighbours }, ("pool", pool), ("places", places));

    private int Step(string name, int[] of, JsonObject? numbers = null, params (string Part, Tensor Value)[] tensors)
    {
        var number = _steps.Count + 1;
        if (Array.Exists(of, value => value < 0 || value >= number))
            throw new ArgumentOutOfRangeException(nameof(of), $"Step {number}, {name}, is of value {of.Max()}; there are 0 to {number - 1}.");
        var step = numbers ?? [];
        step.Insert(0, "op", name);
        step.Insert(1, "of", new JsonArray([.. of.Select(value => JsonValue.Create(value))]));
        _steps.Add(step);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (part, value) in tensors)
            _tensors[$"{number}.{part}"] = (value.shape, value.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray());
        return number;
    }
}
