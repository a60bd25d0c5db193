namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Carries what forward leaves for backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object?> _data = [];
            private List<Tensor> _saved = [];

            public bool MaterializeGrads { get; private set; } = true;

            public void save_for_backward(List<Tensor> tensors) => _saved = [.. tensors.Select(tensor => tensor is null ? null! : tensor.alias().DetachFromDisposeScope())];

            public void save_data(string key, object value) => _data[key] = value;

            public object? get_data(string key) => _data.GetValueOrDefault(key);

            public List<Tensor> get_saved_variables() => [.. _saved.Select(tensor => tensor is null ? null! : tensor.alias())];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                _saved.ForEach(tensor => tensor?.Dispose());
                _saved.Clear();
            }
        }

        /// <summary>An operation with a hand-written gradient.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T s_instance = new();

            public abstract string Name { get; }

            internal abstract List<Tensor> Run(AutogradContext ctx, object[] vars);

            internal abstract List<Tensor> RunBackward(AutogradContext ctx, List<Tensor> gradients);

            private protected static List<Tensor> Apply(object[] vars)
            {
                var ctx = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                {
                    outputs = s_instance.Run(ctx, vars);
                }

                int[] positions = [.. Enumerable.Range(0, vars.Length).Where(i => vars[i] is Tensor { IsInvalid: false })];
                Tensor[] inputs = [.. positions.Select(i => (Tensor)vars[i])];
                if (!AutoGradMode.IsEnabled || !inputs.Any(input => input.requires_grad))
                {
                    ctx.Dispose();
                    return outputs;
                }

                Shape[] shapes = [.. outputs.Select(output => new Shape(output.shape, output.dtype, output.device))];
                Nodes.Attach(inputs, outputs, ctx.Dispose, gradients =>
                {
                    if (ctx.MaterializeGrads)
                    {
                        gradients = [.. gradients.Select((gradient, i) => gradient.IsInvalid ? shapes[i].Zeros() : gradient)];
                    }

                    var results = s_instance.RunBackward(ctx, gradients);
                    return results.Count == vars.Length
                        ? [.. positions.Select(i => results[i])]
                        : throw new InvalidOperationException($"Function {s_instance.Name} returned an incorrect number of gradients (expected {vars.Length}), got {results.Count}");
                });
                return outputs;
            }

            private sealed record Shape(long[] Sizes, ScalarType Type, Device Device)
            {
                public Tensor Zeros() => zeros(Sizes, Type, Device);
            }
        }

        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => Apply(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> Run(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> RunBackward(AutogradContext ctx, List<Tensor> gradients) => backward(ctx, gradients[0]);
        }

        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => Apply(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> Run(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> RunBackward(AutogradContext ctx, List<Tensor> gradients) => backward(ctx, gradients);
        }
    }
}
