using System.Text.Json.Nodes;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>A learned classifier as the tensors and numbers of its forward pass, which docs/model-file.md writes down.</summary>
/// <param name="Tensors">By name; all float32, row-major.</param>
/// <param name="Description">The numbers: views, their options and scales, the kernel's and the propagation's.</param>
public sealed record ModelTensors(IReadOnlyDictionary<string, Safetensors.Entry> Tensors, JsonObject Description)
{
    internal static ModelTensors Of(ImagePool pool, KernelRidge.Fitted kernel, Smoothing? smoothing, FeatureMatrix? smoothedPool)
    {
        var tensors = new Dictionary<string, Safetensors.Entry>(StringComparer.Ordinal);
        var description = new JsonObject
        {
            ["views"] = new JsonArray([.. pool.Maker.Names.Select(name => JsonValue.Create(name))]),
            ["view_scales"] = new JsonArray([.. pool.Views.Scalings.Select(scaling => JsonValue.Create(scaling.Scale))]),
        };
        foreach (var (name, scaling) in pool.Maker.Names.Zip(pool.Views.Scalings))
            tensors[$"{name}.joint_mean"] = Row(scaling.Mean);
        if (pool.Maker.Histograms is { } histograms)
        {
            Add(ViewChoice.Histograms, histograms.Components);
            description[ViewChoice.Histograms] = new JsonObject
            {
                ["orientations"] = histograms.Options.Orientations,
                ["signed"] = histograms.Options.Signed,
                ["overlap"] = histograms.Options.Overlap,
                ["cell_sizes"] = new JsonArray([.. histograms.Options.CellSizes.Select(size => JsonValue.Create(size))]),
                ["pixel_pooling"] = histograms.Options.PixelPooling,
                ["epsilon"] = HogWorkspace.Epsilon,
                ["scale"] = histograms.Components.Scaling.Scale,
            };
        }
        if (pool.Maker.Patches is { } patches)
        {
            Add(ViewChoice.Patches, patches.Components);
            tensors["patches.whitening"] = Matrix(patches.Dictionary.Whitening);
            tensors["patches.patch_mean"] = Matrix(patches.Dictionary.Mean);
            tensors["patches.centres"] = Matrix(patches.Dictionary.Centres);
            var (side, stride, grid) = patches.Dictionary.Geometry;
            description[ViewChoice.Patches] = new JsonObject
            {
                ["side"] = side,
                ["stride"] = stride,
                ["grid"] = grid,
                ["contrast_floor"] = PatchDictionary.ContrastFloor,
                ["scale"] = patches.Components.Scaling.Scale,
            };
        }
        tensors["kernel.examples"] = Matrix(kernel.Examples);
        tensors["kernel.weights"] = Matrix(kernel.Weights);
        description["kernel"] = new JsonObject { ["gamma"] = kernel.Gamma, ["temperature"] = kernel.Temperature };
        if (smoothing is not null && smoothedPool is not null)
        {
            var neighbours = smoothing.Neighbours;
            tensors["propagation.directions"] = Matrix(neighbours.Directions);
            tensors["propagation.pool"] = Matrix(neighbours.Projected);
            tensors["propagation.beliefs"] = Matrix(smoothedPool);
            description["propagation"] = new JsonObject { ["alpha"] = smoothing.Alpha, ["neighbours"] = neighbours.Neighbours, ["sigma"] = neighbours.Sigma };
        }
        return new ModelTensors(tensors, description);

        void Add(string view, PoolComponents components)
        {
            tensors[$"{view}.mean"] = Row(components.Scaling.Mean);
            tensors[$"{view}.directions"] = Matrix(components.Directions);
        }
    }

    private static Safetensors.Entry Row(float[] values) => new([values.Length], values);

    private static Safetensors.Entry Matrix(FeatureMatrix matrix) => new([matrix.Rows, matrix.Columns], matrix.Values.ToArray());
}
