using TorchSharp.Modules;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that modules register as trainable; it belongs to no dispose scope.</summary>
    public sealed class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true)
            : base(Detached(data))
        {
            this.requires_grad = requires_grad;
            DetachFromDisposeScope();
        }

        private static nint Detached(Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            using var detached = data.detach();
            return Bridge.Alias(detached.Handle);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
