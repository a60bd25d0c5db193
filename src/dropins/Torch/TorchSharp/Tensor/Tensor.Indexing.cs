using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        public Tensor this[long i1, long i2]
        {
            get => index(i1, i2);
            set => index_put_(value, i1, i2);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index(i1, i2, i3);
            set => index_put_(value, i1, i2, i3);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(i1, i2, i3, i4);
            set => index_put_(value, i1, i2, i3, i4);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var (view, tensors) = View(indices);
            if (tensors is null)
            {
                return view;
            }

            using (view)
            {
                return Aten.Call("index.Tensor", view, Arg.Indices(tensors));
            }
        }

        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, Arg.Indices(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var (view, tensors) = View(indices);
            if (tensors is null)
            {
                return Assign(view, value);
            }

            using (view)
            {
                Aten.Do("index_put_", view, Arg.Indices(tensors), value);
                return this;
            }
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Do("index_put_", this, Arg.Indices(indices), value);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var element = full([], value, dtype, device);
            return index_put_(element, indices);
        }

        private Tensor Assign(Tensor view, Tensor value)
        {
            using (view)
            {
                view.copy_(value);
            }

            return this;
        }

        /// <summary>Applies everything but the index tensors as views; what is left are index tensors by dimension, or null.</summary>
        private (Tensor View, Tensor?[]? Tensors) View(TensorIndex[] indices)
        {
            var view = alias();
            List<Tensor?> tensors = [];
            var advanced = false;
            var taken = indices.Sum(index => index.Kind switch
            {
                TensorIndex.Form.Single or TensorIndex.Form.Slice => 1,
                TensorIndex.Form.Tensor => index.Tensor!.dtype == ScalarType.Bool ? (int)index.Tensor.ndim : 1,
                _ => 0,
            });
            var dim = 0L;
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.Form.Single:
                        view = Next(view, view.select(dim, index.StartOrSingle!.Value));
                        continue;
                    case TensorIndex.Form.Slice:
                        view = Next(view, Aten.Call("slice.Tensor", view, dim, index.StartOrSingle, index.Stop, index.Step ?? 1));
                        tensors.Add(null);
                        break;
                    case TensorIndex.Form.None or TensorIndex.Form.Null or TensorIndex.Form.Bool when index is not { Kind: TensorIndex.Form.Bool, StartOrSingle: 0 }:
                        view = Next(view, view.unsqueeze(dim));
                        tensors.Add(null);
                        break;
                    case TensorIndex.Form.Bool:
                        var grown = Next(view, view.unsqueeze(dim));
                        view = Next(grown, grown.narrow(dim, 0, 0));
                        tensors.Add(null);
                        break;
                    case TensorIndex.Form.Ellipsis:
                        for (var skipped = ndim - taken; skipped > 0; skipped--, dim++)
                        {
                            tensors.Add(null);
                        }

                        continue;
                    case TensorIndex.Form.Tensor:
                        advanced = true;
                        tensors.Add(index.Tensor);
                        dim += index.Tensor!.dtype == ScalarType.Bool ? index.Tensor.ndim : 1;
                        continue;
                    default:
                        throw new ArgumentException($"Unknown kind of index {index.Kind}");
                }

                dim++;
            }

            return (view, advanced ? [.. tensors] : null);
        }

        private static Tensor Next(Tensor before, Tensor after)
        {
            before.Dispose();
            return after;
        }
    }
}
