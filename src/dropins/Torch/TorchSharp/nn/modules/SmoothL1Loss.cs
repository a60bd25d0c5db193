using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
    {
        private readonly double _beta;

        internal SmoothL1Loss(nn.Reduction reduction, double beta) : base(reduction)
        {
            _beta = beta;
        }

        public override Tensor forward(Tensor input, Tensor target) => nn.functional.smooth_l1_loss(input, target, reduction, _beta);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) => new(reduction, beta);
        }
    }
}
