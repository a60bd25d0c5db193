using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch; freed by its dispose scope, by Dispose or at the latest by the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private static long s_total;
        private static long s_peak;

        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            var total = Interlocked.Increment(ref s_total);
            if (total > s_peak)
            {
                s_peak = total;
            }

            OwningDisposeScope = DisposeScopeManager.Register(this);
        }

        ~Tensor() => Release();

        public static long TotalCount => s_total;

        public static long PeakCount => s_peak;

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        public Tensor alias() => new(Bridge.Alias(Handle));

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            OwningDisposeScope?.MoveToOther(other.OwningDisposeScope, this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref s_total);
            var handle = Handle;
            _handle = 0;
            return handle;
        }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                Interlocked.Decrement(ref s_total);
                Bridge.Free(handle);
            }
        }

        internal Tensor Do(string op, params ReadOnlySpan<Arg> args)
        {
            Aten.Do(op, args);
            return this;
        }

        internal static Tensor[] Array(IEnumerable<Tensor> tensors) => tensors as Tensor[] ?? [.. tensors];
    }
}
