using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class Tanh : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal Tanh(bool inplace) : base(nameof(Tanh))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => nn.functional.tanh(input, _inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Tanh Tanh(bool inplace = false) => new(inplace);
        }
    }
}
