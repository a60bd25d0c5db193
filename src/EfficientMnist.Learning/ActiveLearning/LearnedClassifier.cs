using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// What a learner has learned, for any images: its classifier with the share of its student and the smoothing over images that
/// are alike. Small enough to be kept: the pool, which is not, is given with each call.
/// </summary>
public sealed class LearnedClassifier
{
    private readonly ActiveLearnerOptions _options;
    private readonly IFittedClassifier? _classifier;
    private readonly FeatureMatrix? _smoothedPool;

    internal LearnedClassifier(ActiveLearnerOptions options, LearnerModel model, IReadOnlyList<BoughtLabel> labels)
    {
        _options = options;
        (StudentId, NetworkId) = (model.Student?.Id ?? "", model.Network?.Trained.Id ?? "");
        _classifier = model.Network is null ? model.Fit(labels) : null;
        _smoothedPool = model.SmoothedPool(labels);
    }

    /// <summary>The student that is to be asked besides; empty for none.</summary>
    public string StudentId { get; }

    /// <summary>The network that is the classifier; empty where the classifier is fitted to views.</summary>
    public string NetworkId { get; }

    /// <summary>
    /// The whole of it as tensors and their description, from which any program predicts what this one does
    /// (docs/model-file.md): of a kernel on views that need no network.
    /// </summary>
    /// <param name="pool">The pool that was learned on.</param>
    /// <exception cref="RefusalException">A network has a part in it, or the classifier is no kernel; the message says which.</exception>
    public ModelTensors Export(ImagePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (StudentId.Length > 0 || NetworkId.Length > 0 || ViewChoice.NeedsLatents(string.Join('+', pool.Maker.Names)))
        {
            var part = NetworkId.Length > 0 ? "a fine-tuned network" : StudentId.Length > 0 ? "a student" : "an encoder's latents";
            throw Refusal.Conflict($"A model with {part} in it cannot be exported exactly: networks are trained and asked in another precision than a reader would have. Export a run without networks, such as one of preset=instant.");
        }
        if (_classifier is not KernelRidge.Fitted kernel)
            throw Refusal.Conflict($"Only classifier.kind={KernelRidge.Name} can be exported, not {_options.Classifier.Kind}.");
        return ModelTensors.Of(pool, kernel, Smoothing.Of(_options, pool), _smoothedPool);
    }

    /// <summary>Class probabilities [images, classes].</summary>
    /// <param name="pool">The pool that was learned on.</param>
    /// <param name="views">The images as the pool sees them (<see cref="ImagePool.See"/>).</param>
    /// <param name="student">What the student <see cref="StudentId"/> makes of them; null where there is none.</param>
    /// <param name="network">What the network <see cref="NetworkId"/> makes of them; null where there is none.</param>
    /// <exception cref="ArgumentException">A student or a network is to be asked, and was not.</exception>
    public FeatureMatrix Probabilities(ImagePool pool, FeatureMatrix views, StudentOutput? student = null, StudentOutput? network = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(views);
        if (StudentId.Length > 0 && student is null)
            throw new ArgumentException($"Student {StudentId} has a share in what is predicted: give what it makes of the images.", nameof(student));
        if (NetworkId.Length > 0 && network is null)
            throw new ArgumentException($"Network {NetworkId} is the classifier: give what it makes of the images.", nameof(network));
        var own = network?.Probabilities ?? _classifier!.Probabilities(views);
        if (_smoothedPool is not null)
            own = Smoothing.Of(_options, pool)!.Others(own, views, _smoothedPool);
        return student is null ? own : Ensemble.Mean([own, student.Probabilities], [1 - _options.StudentWeight, _options.StudentWeight]);
    }
}
