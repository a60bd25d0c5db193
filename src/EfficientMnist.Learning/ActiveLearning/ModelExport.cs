using System.Text.Json.Nodes;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Sets the parts of a learned classifier together as one description (docs/model-file.md).</summary>
internal static class ModelExport
{
    public const string Encoder = "encoder", Network = "network", Student = "student";
    private const string Classifier = "classifier";

    /// <param name="pool">What was learned on.</param>
    /// <param name="classifier">What is fitted to the views; null where a network is the classifier.</param>
    /// <param name="smoothing">Null for none.</param>
    /// <param name="smoothedPool">What the pool believes; null without smoothing.</param>
    public static ModelTensors Of(ImagePool pool, IFittedClassifier? classifier, Smoothing? smoothing, FeatureMatrix? smoothedPool)
    {
        var model = new ModelTensors(new JsonObject
        {
            ["views"] = new JsonArray([.. pool.Maker.Names.Select(name => JsonValue.Create(name))]),
            ["view_scales"] = new JsonArray([.. pool.Views.Scalings.Select(scaling => JsonValue.Create(scaling.Scale))]),
        });
        foreach (var (name, scaling) in pool.Maker.Names.Zip(pool.Views.Scalings))
            model.Add($"{name}.joint_mean", scaling.Mean);
        if (pool.Maker.Histograms is { } histograms)
            AddHistograms(model, histograms);
        if (pool.Maker.Patches is { } patches)
            AddPatches(model, patches);
        if (classifier is not null)
            model.Include(Classifier, classifier.Describe());
        if (smoothing is not null && smoothedPool is not null)
            AddPropagation(model, smoothing, smoothedPool);
        return model;
    }

    private static void AddHistograms(ModelTensors model, HogView histograms)
    {
        AddComponents(model, ViewChoice.Histograms, histograms.Components);
        model.Description[ViewChoice.Histograms] = new JsonObject
        {
            ["orientations"] = histograms.Layout.Options.Orientations,
            ["signed"] = histograms.Layout.Options.Signed,
            ["overlap"] = histograms.Layout.Options.Overlap,
            ["cell_sizes"] = new JsonArray([.. histograms.Layout.CellSizes.Select(size => JsonValue.Create(size))]),
            ["pixel_pooling"] = histograms.Layout.PixelPooling,
            ["epsilon"] = HogWorkspace.Epsilon,
            ["scale"] = histograms.Components.Scaling.Scale,
        };
    }

    private static void AddPatches(ModelTensors model, PatchView patches)
    {
        AddComponents(model, ViewChoice.Patches, patches.Components);
        model.Add("patches.whitening", patches.Dictionary.Whitening);
        model.Add("patches.patch_mean", patches.Dictionary.Mean);
        model.Add("patches.centres", patches.Dictionary.Centres);
        var (shrunk, side, stride, grid) = patches.Dictionary.Geometry;
        model.Description[ViewChoice.Patches] = new JsonObject
        {
            ["shrunk"] = shrunk,
            ["side"] = side,
            ["stride"] = stride,
            ["grid"] = grid,
            ["contrast_floor"] = PatchDictionary.ContrastFloor,
            ["scale"] = patches.Components.Scaling.Scale,
        };
    }

    private static void AddComponents(ModelTensors model, string view, PoolComponents components)
    {
        model.Add($"{view}.mean", components.Scaling.Mean);
        model.Add($"{view}.directions", components.Directions);
    }

    private static void AddPropagation(ModelTensors model, Smoothing smoothing, FeatureMatrix smoothedPool)
    {
        var neighbours = smoothing.Neighbours;
        model.Add("propagation.directions", neighbours.Directions);
        model.Add("propagation.pool", neighbours.Projected);
        model.Add("propagation.beliefs", smoothedPool);
        model.Description["propagation"] = new JsonObject { ["alpha"] = smoothing.Alpha, ["neighbours"] = neighbours.Neighbours, ["sigma"] = neighbours.Sigma };
    }
}
