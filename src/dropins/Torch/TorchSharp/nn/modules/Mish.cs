using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class Mish : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal Mish(bool inplace) : base(nameof(Mish))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => nn.functional.mish(input, _inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Mish Mish(bool inplace = false) => new(inplace);
        }
    }
}
