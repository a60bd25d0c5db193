using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
    {
        private readonly double _delta;

        internal HuberLoss(double delta, nn.Reduction reduction) : base(reduction)
        {
            _delta = delta;
        }

        public override Tensor forward(Tensor input, Tensor target) => nn.functional.huber_loss(input, target, _delta, reduction);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) => new(delta, reduction);
        }
    }
}
