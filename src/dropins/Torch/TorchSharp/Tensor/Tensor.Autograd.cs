using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Info().RequiresGrad != 0;
            set => Bridge.Check(Bridge.SetRequiresGrad(Handle, value ? 1 : 0));
        }

        /// <summary>The gradient accumulated by backward(), null before; a new reference each time it is read.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint gradient;
                Bridge.Check(Bridge.Grad(Handle, &gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set => Bridge.Check(Bridge.SetGrad(Handle, value?.Handle ?? 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Aten.Do("retain_grad", this);

        public unsafe void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
            {
                throw new NotSupportedException("backward() into chosen inputs is not available; use torch.autograd.grad.");
            }

            var root = Handle;
            var gradient = grad_tensors is { Count: > 0 } ? grad_tensors[0].Handle : 0;
            Bridge.Check(Bridge.Backward(&root, 1, gradient == 0 ? null : &gradient, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0));
        }

        public Tensor detach() => Aten.Call("detach", this);

        public Tensor detach_() => Do("detach_", this);
    }
}
