using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>An encoder of any kind, and one new layer on its standardised latents that tells the classes.</summary>
internal sealed class FineTuneModel : EncoderModel
{
    private readonly EncoderModel encoder;
    private readonly BatchNorm1d standard;
    private readonly Linear head;
    private readonly FineTuneOptions _options;
    private readonly FineTuneBatches? _batches;
    private readonly int _latent;

    public FineTuneModel(IEncoderRecipe inner, FineTuneOptions options, LabelledPool? labels, Random random)
        : base(nameof(FineTuneModel))
    {
        (_options, _latent) = (options, inner.Latent);
        _batches = labels is null ? null : new FineTuneBatches(labels, options, inner.Shape);
        encoder = inner.Build(random);
        standard = nn.BatchNorm1d(inner.Latent, affine: false);
        head = nn.Linear(inner.Latent, options.Classes);
        Initialisation.Draw(head, random);
        RegisterComponents();
    }

    /// <summary>Takes these weights for the encoder; the new layer stays random.</summary>
    public void Begin(PretrainedWeights? initial) => initial?.CopyTo(encoder);

    /// <summary>Images [n, C, H, W] → [latents | logarithms of the class probabilities], [n, latent + classes].</summary>
    public override Tensor forward(Tensor input) => ClassLatents.Of(input, _options.FlipAverage, encoder.forward, Scores);

    /// <summary>
    /// Cross-entropy of the labels + encoder_weight · the encoder's own loss on images of the pool + anti_correlation ·
    /// <see cref="AntiCorrelationLoss"/>.
    /// </summary>
    public override Tensor Loss(TrainingBatch batch)
    {
        var drawn = (_batches ?? throw new InvalidOperationException("Without labels there is nothing to learn.")).Draw(batch);
        var told = batch.Through([drawn.Images, drawn.Views], (replica, part, precision) => ((FineTuneModel)replica).Tell(part, precision));
        var (latents, scores) = (told.narrow(1, 0, _latent), told.narrow(1, _latent, _options.Classes));
        var truth = tensor([.. drawn.Labels.Select(label => (long)label)]).to(scores.device);
        var loss = nn.functional.cross_entropy(scores, truth);
        batch.Metrics.Add("cross_entropy", loss);
        batch.Metrics.Add("labels_right", scores.argmax(1).eq(truth).to(ScalarType.Float32).mean());
        if (_options.AntiCorrelation > 0)
        {
            var correlation = AntiCorrelationLoss.Of(latents, drawn.Labels);
            batch.Metrics.Add("correlation", correlation);
            loss += _options.AntiCorrelation * correlation;
        }
        if (_options.EncoderWeight > 0)
            loss += _options.EncoderWeight * encoder.Loss(batch.For(replica => ((FineTuneModel)replica).encoder));
        return loss;
    }

    // Images and parameters of their views → [latents | scores], [m, latent + classes]
    private Tensor Tell(Tensor[] part, ScalarType precision)
    {
        var images = (_options.Augmentation == FineTuneOptions.None ? part[0] : ViewAugmentation.Apply(part[0], part[1])).to(precision);
        var latents = _options.Freeze ? Frozen(images) : encoder.forward(images);
        return cat([latents, Scores(latents)], 1);
    }

    // As it will be used: with the statistics of its own training.
    private Tensor Frozen(Tensor images)
    {
        using var noGrad = no_grad();
        encoder.eval();
        return encoder.forward(images);
    }

    // Adam's steps do not grow with the gradient, so that a factor on the scores is one on the layer's learning rate.
    private Tensor Scores(Tensor latents) => head.forward(standard.forward(latents)) * _options.HeadRate;

    public override void Describe(NetworkGraph graph, int images)
    {
        encoder.Describe(graph, images);
        if (graph.TellsClasses)
            throw Refusal.Conflict("A network that was fine-tuned from another that tells classes has no description. Fine-tune one that was trained from images alone.");
        var latents = graph.Latents;
        var standardised = Normalisation.Affine(graph, latents, standard.running_mean!, standard.running_var!, standard.eps, weight: null, bias: null);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        graph.End(latents, graph.Linear(standardised, head.weight * _options.HeadRate, head.bias! * _options.HeadRate), _options.FlipAverage);
    }
}
