using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Layers;

/// <summary>
/// Hands a convolution's output on and gives its kernel the gradient, as one product of the output's gradient with the
/// patches of the input. Arguments: input, kernel, the output of a convolution that takes no gradient to its kernel
/// itself, and the stride.
/// </summary>
internal sealed class WeightGradient : autograd.SingleTensorFunction<WeightGradient>
{
    public override string Name => nameof(WeightGradient);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_for_backward([(Tensor)vars[0], (Tensor)vars[1]]);
        ctx.save_data("stride", vars[3]);
        return (Tensor)vars[2];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (outputs, inputs, size) = (saved[1].shape[0], saved[1].shape[1], saved[1].shape[2]);
        var gradient = grad_output.permute(0, 2, 3, 1);                                     // [n, h, w, o]
        var patches = Patches(saved[0], size, (int)ctx.get_data("stride")!, gradient.shape[1], gradient.shape[2]);
        var product = gradient.reshape(-1, outputs).t().matmul(patches);                    // [o, k·k·i]
        return [null!, product.view(outputs, size, size, inputs).permute(0, 3, 1, 2), grad_output, null!];
    }

    // [n, i, H, W] → [n·h·w, k·k·i]: what each output pixel sees.
    private static Tensor Patches(Tensor input, long size, long stride, long rows, long columns)
    {
        var padding = size / 2;
        var padded = nn.functional.pad(input.permute(0, 2, 3, 1), [0, 0, padding, padding, padding, padding]).contiguous();
        var (n, i) = (padded.shape[0], padded.shape[3]);
        var (row, column) = (padded.shape[2] * i, i);
        // A row of a patch lies in one piece, its pixels' channels side by side.
        return padded
            .as_strided([n, rows, columns, size, size * i], [padded.shape[1] * row, stride * row, stride * column, row, 1])
            .reshape(n * rows * columns, size * size * i);
    }
}
