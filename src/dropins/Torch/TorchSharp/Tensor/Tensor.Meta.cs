using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)Info().DType;

        public DeviceType device_type => (DeviceType)Info().DeviceType;

        public int device_index => Info().DeviceIndex;

        public Device device
        {
            get
            {
                var info = Info();
                return new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public unsafe long[] shape
        {
            get
            {
                var info = Info();
                return new ReadOnlySpan<long>(info.Sizes, info.Dimensions).ToArray();
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            var info = Info();
            return info.Sizes[Wrap(dim, info.Dimensions)];
        }

        public unsafe long[] stride()
        {
            var info = Info();
            return new ReadOnlySpan<long>(info.Strides, info.Dimensions).ToArray();
        }

        public unsafe long stride(int dim)
        {
            var info = Info();
            return info.Strides[Wrap(dim, info.Dimensions)];
        }

        public long Dimensions => Info().Dimensions;

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => Info().Elements;

        public long numel() => NumberOfElements;

        public long ElementSize => Info().ElementSize;

        public long element_size() => ElementSize;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero() => Aten.Value("is_nonzero", this).Bits != 0;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Info().IsLeaf != 0;

        public bool is_contiguous() => Info().Contiguous != 0;

        public bool is_pinned() => Aten.Value("is_pinned", this).Bits != 0;

        /// <summary>The elements as raw bytes; valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var info = Info();
                if (info.Contiguous == 0)
                {
                    throw new NotSupportedException("Bytes() called on non-contiguous tensor.");
                }

                return info.DeviceType == (int)DeviceType.CPU
                    ? new Span<byte>(info.Data, checked((int)(info.Elements * info.ElementSize)))
                    : throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }

            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(target);
            }
        }

        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            using var accessor = data<T>();
            return accessor[0];
        }

        internal unsafe NativeInfo Info()
        {
            NativeInfo info;
            Bridge.Check(Bridge.Info(Handle, &info));
            return info;
        }

        internal void ValidateType(Type dotnetType)
        {
            var fits = dtype switch
            {
                ScalarType.Byte => dotnetType == typeof(byte),
                ScalarType.Int8 => dotnetType == typeof(sbyte),
                ScalarType.Int16 => dotnetType == typeof(short),
                ScalarType.Int32 => dotnetType == typeof(int),
                ScalarType.Int64 => dotnetType == typeof(long),
                ScalarType.Bool => dotnetType == typeof(bool),
                ScalarType.Float16 => dotnetType == typeof(Half),
                ScalarType.Float32 => dotnetType == typeof(float),
                ScalarType.Float64 => dotnetType == typeof(double),
                _ => false,
            };
            if (!fits)
            {
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}");
            }
        }

        private static int Wrap(int dim, int dimensions) =>
            dim >= -dimensions && dim < dimensions
                ? dim < 0 ? dim + dimensions : dim
                : throw new ArgumentOutOfRangeException(nameof(dim), $"Dimension {dim} of a tensor with {dimensions}");
    }
}
