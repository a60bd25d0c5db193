using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary><see cref="TileConvolution"/> with its gradients: of an input, weights of bfloat16 and a stride.</summary>
internal sealed class TileConvolutionFunction : autograd.SingleTensorFunction<TileConvolutionFunction>
{
    private const string Stride = "stride";

    public override string Name => nameof(TileConvolutionFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, stride) = ((Tensor)vars[0], (Tensor)vars[1], (int)vars[2]);
        ctx.save_for_backward([input, weight]);
        ctx.save_data(Stride, stride);
        return TileConvolution.Forward(input, weight, stride);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (input, weight, stride) = (saved[0], saved[1], (int)ctx.get_data(Stride));
        List<Tensor> gradients =
        [
            input.requires_grad ? TileConvolution.DataGradient(grad_output, weight, input.shape, stride) : null!,
            weight.requires_grad ? TileConvolution.WeightGradient(grad_output, input, weight.shape, stride) : null!,
            null!,
        ];
        // Else they would live until the whole backward pass is over.
        saved.ForEach(tensor => tensor.Dispose());
        grad_output.Dispose();
        return gradients;
    }
}
