using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            var results = new nint[inputs.Count];
            var from = Handles(outputs);
            var to = Handles(inputs);
            var seeds = grad_outputs is null ? null : Handles(grad_outputs);
            fixed (nint* o = from, i = to, s = seeds, r = results)
            {
                Bridge.Check(Bridge.Gradients(o, from.Length, i, to.Length, s, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }

            return [.. results.Select(handle => new Tensor(handle))];
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            if (inputs is not null)
            {
                throw new NotSupportedException("backward() into chosen inputs is not available; use torch.autograd.grad.");
            }

            var roots = Handles(tensors);
            var seeds = grad_tensors is null ? null : Handles(grad_tensors);
            fixed (nint* r = roots, s = seeds)
            {
                Bridge.Check(Bridge.Backward(r, roots.Length, s, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0));
            }
        }

        private static nint[] Handles(IList<Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

        /// <summary>Backward passes of custom functions that live in graphs, by the number native code knows them by.</summary>
        internal static class Nodes
        {
            private static readonly System.Collections.Concurrent.ConcurrentDictionary<long, (Func<List<Tensor>, List<Tensor>> Backward, Action Release)> s_nodes = new();
            private static long s_last;
            private static Exception? s_error;

            internal static int Count => s_nodes.Count;

            /// <summary>What a managed backward threw; native code could only pass on that it failed.</summary>
            internal static Exception? TakeError() => Interlocked.Exchange(ref s_error, null);

            internal static unsafe void Attach(Tensor[] inputs, List<Tensor> outputs, Action release, Func<List<Tensor>, List<Tensor>> backward)
            {
                var id = Interlocked.Increment(ref s_last);
                s_nodes[id] = (backward, release);
                var from = Handles(inputs);
                var to = Handles(outputs);
                var before = (nint[])to.Clone();
                var attached = 0;
                try
                {
                    fixed (nint* i = from, o = to)
                    {
                        Bridge.Check(Bridge.Attach(id, i, from.Length, o, to.Length, &Backward, &Forget, &attached));
                    }
                }
                finally
                {
                    if (attached == 0)
                    {
                        Remove(id);
                    }
                }

                for (var k = 0; k < to.Length; k++)
                {
                    if (to[k] != before[k])
                    {
                        outputs[k] = new Tensor(to[k]);
                    }
                }
            }

            [UnmanagedCallersOnly]
            private static unsafe int Backward(long id, nint* gradients, int gradientCount, nint* results, int resultCount)
            {
                try
                {
                    using var scope = NewDisposeScope();
                    List<Tensor> incoming = [];
                    for (var i = 0; i < gradientCount; i++)
                    {
                        incoming.Add(new Tensor(gradients[i]));
                    }

                    var outgoing = s_nodes[id].Backward(incoming);
                    for (var i = 0; i < resultCount; i++)
                    {
                        // The reference passes to native code.
                        results[i] = outgoing[i] is { IsInvalid: false } gradient ? Bridge.Alias(gradient.Handle) : 0;
                    }

                    return 0;
                }
                catch (Exception e)
                {
                    s_error = e;
                    return -1;
                }
            }

            [UnmanagedCallersOnly]
            private static void Forget(long id) => Remove(id);

            private static void Remove(long id)
            {
                if (s_nodes.TryRemove(id, out var node))
                {
                    node.Release();
                }
            }

        }
    }
}
