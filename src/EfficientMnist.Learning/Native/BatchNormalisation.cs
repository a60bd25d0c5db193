using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary>
/// Batch normalisation (arXiv 1502.03167), an addend and a leaky rectifier of maps in bfloat16, in one pass: apart they are
/// bound by memory, and take as long as the convolutions between them.
/// </summary>
internal static class BatchNormalisation
{
    private const int Line = 32;

    public static bool Supports(BatchNorm2d norm, Tensor input) =>
        Kernels.Available && input.dtype == ScalarType.BFloat16 && input.device_type == DeviceType.CPU && input.shape[1] % Line == 0
        && input.numel() is > 0 and <= int.MaxValue / sizeof(ushort) && (norm.training || !is_grad_enabled())
        && norm is { weight: not null, bias: not null, running_mean: not null, running_var: not null, momentum: not null };

    /// <summary>[n, c, h, w] → leaky(norm(input) + addend), of the same shape; in training the norm's statistics are updated.</summary>
    /// <param name="norm">Its statistics are the batch's in training, else its running ones.</param>
    /// <param name="input">The maps.</param>
    /// <param name="addend">Maps of the same shape, or none.</param>
    /// <param name="slope">Of the rectifier below zero; 1 for none.</param>
    public static Tensor Forward(BatchNorm2d norm, Tensor input, Tensor? addend, double slope)
    {
        var scaling = norm.training ? Batch(norm, input) : Running(norm);
        if (!is_grad_enabled())
            return Forward(input, addend, scaling, (float)slope);
        return addend is null
            ? BatchNormalisationFunction.apply(input, norm.weight!, norm.bias!, scaling, (float)slope)
            : BatchNormalisationFunction.apply(input, norm.weight!, norm.bias!, scaling, (float)slope, addend);
    }

    public static Tensor Forward(Tensor input, Tensor? addend, NormScaling scaling, float slope)
    {
        using var scope = NewDisposeScope();
        var output = Like(input);
        var (x, a, y) = (PixelRows.Of(input), addend is null ? null : PixelRows.Of(addend), PixelRows.Of(output));
        OperatorParts.Each(Rows(input), (_, first, rows) =>
        {
            var from = Offset(first, input);
            Kernels.NormForward(PixelRows.Address(x) + from, Address(a, from), rows, input.shape[1], scaling.Scale, scaling.Shift, slope,
                PixelRows.Address(y) + from);
        });
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>The gradients of the maps, the addend (none without one), the norm's weight and its bias.</summary>
    public static (Tensor Input, Tensor? Addend, Tensor Weight, Tensor Bias) Gradients(Tensor gradient, Tensor input, Tensor? addend, NormScaling scaling, float slope)
    {
        using var scope = NewDisposeScope();
        var channels = (int)input.shape[1];
        var (result, inner) = (Like(input), addend is null ? null : Like(input));
        var (dy, x, a) = (PixelRows.Of(gradient), PixelRows.Of(input), addend is null ? null : PixelRows.Of(addend));
        var (dx, g) = (PixelRows.Of(result), inner is null ? null : PixelRows.Of(inner));
        var parts = new float[OperatorParts.Of(Rows(input)).Count][];
        OperatorParts.Each(Rows(input), (part, first, rows) =>
        {
            var from = Offset(first, input);
            parts[part] = new float[2 * channels];
            Kernels.NormGradientMoments(PixelRows.Address(x) + from, Address(a, from), PixelRows.Address(dy) + from, rows, channels, scaling.Scale,
                scaling.Shift, scaling.Mean, slope, Address(g, from), parts[part]);
        });

        var (weight, bias) = (new float[channels], new float[channels]);
        var (ofGradient, ofInput, constant) = (new float[channels], new float[channels], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var (sum, product) = (parts.Sum(part => (double)part[c]), parts.Sum(part => (double)part[channels + c]));
            var (inverse, count) = ((double)scaling.Inverse[c], (double)Rows(input));
            (bias[c], weight[c]) = ((float)sum, (float)(product * inverse));
            // dx = s · (g − Σg / N − (x − mean) · inverse² · Σ(g · (x − mean)) / N)
            ofGradient[c] = scaling.Scale[c];
            ofInput[c] = (float)(-scaling.Scale[c] * inverse * inverse * product / count);
            constant[c] = (float)(-scaling.Scale[c] * sum / count) - ofInput[c] * scaling.Mean[c];
        }

        // With an addend the gradient before the rectifier is there already.
        var (from, sloped) = g is null ? (dy, slope) : (g, 1f);
        OperatorParts.Each(Rows(input), (_, first, rows) =>
        {
            var at = Offset(first, input);
            Kernels.NormDataGradient(PixelRows.Address(x) + at, PixelRows.Address(from) + at, rows, channels, scaling.Scale, scaling.Shift, sloped,
                ofGradient, ofInput, constant, PixelRows.Address(dx) + at);
        });
        return (result.MoveToOuterDisposeScope(), inner?.MoveToOuterDisposeScope(), tensor(weight).MoveToOuterDisposeScope(), tensor(bias).MoveToOuterDisposeScope());
    }

    private static NormScaling Batch(BatchNorm2d norm, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var channels = (int)input.shape[1];
        var x = PixelRows.Of(input);
        var parts = new float[OperatorParts.Of(Rows(input)).Count][];
        OperatorParts.Each(Rows(input), (part, first, rows) =>
            Kernels.NormMoments(PixelRows.Address(x) + Offset(first, input), rows, channels, parts[part] = new float[2 * channels]));

        var count = (double)Rows(input);
        var (mean, variance) = (new float[channels], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var middle = parts.Sum(part => (double)part[c]) / count;
            mean[c] = (float)middle;
            variance[c] = (float)Math.Max(0, parts.Sum(part => (double)part[channels + c]) / count - middle * middle);
        }
        var momentum = norm.momentum!.Value;
        norm.num_batches_tracked?.add_(1);
        norm.running_mean!.mul_(1 - momentum).add_(tensor(mean), alpha: momentum);
        norm.running_var!.mul_(1 - momentum).add_(tensor(variance), alpha: momentum * count / Math.Max(1, count - 1));
        return new NormScaling(Values(norm.weight!), Values(norm.bias!), mean, variance, norm.eps);
    }

    private static NormScaling Running(BatchNorm2d norm) =>
        new(Values(norm.weight!), Values(norm.bias!), Values(norm.running_mean!), Values(norm.running_var!), norm.eps);

    private static float[] Values(Tensor row) => row.data<float>().ToArray();

    private static long Rows(Tensor maps) => maps.shape[0] * maps.shape[2] * maps.shape[3];

    private static nint Offset(long row, Tensor maps) => (nint)(row * maps.shape[1] * sizeof(ushort));

    private static nint Address(Tensor? dense, nint offset) => dense is null ? 0 : PixelRows.Address(dense) + offset;

    private static Tensor Like(Tensor maps) => PixelRows.Empty(maps.shape[0], maps.shape[1], maps.shape[2], maps.shape[3]);
}
