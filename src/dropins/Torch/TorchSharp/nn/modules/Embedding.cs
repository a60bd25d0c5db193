using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class Embedding : torch.nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "weight")]
        private Parameter? _weight;

        private readonly long? _padding_idx;

        internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, Device? device, ScalarType? dtype) : base(nameof(Embedding))
        {
            _padding_idx = padding_idx;
            weight = nn.Parameter(randn(num_embeddings, embedding_dims, dtype, device));
            if (padding_idx is { } index)
            {
                using var _ = no_grad();
                using var row = weight.select(0, index);
                row.zero_();
            }
        }

        public Parameter weight
        {
            get => _weight!;
            set
            {
                _weight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public override Tensor forward(Tensor input) => nn.functional.embedding(input, weight, _padding_idx);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                max_norm is null && !scale_grad_by_freq && !sparse
                    ? new(num_embeddings, embedding_dims, padding_idx, device, dtype)
                    : throw new NotSupportedException("Embedding with max_norm, scale_grad_by_freq or sparse is not available.");
        }
    }
}
