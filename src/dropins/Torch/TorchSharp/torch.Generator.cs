using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with its own state.</summary>
    public class Generator : IDisposable
    {
        private readonly bool _fresh;
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _fresh = true;
            _handle = Open(this.device, true);
            manual_seed((long)seed);
        }

        private Generator(Device device)
        {
            this.device = device;
            _handle = Open(device, false);
        }

        ~Generator() => Dispose(false);

        public Device device { get; }

        public static Generator Default => new(CPU);

        internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        internal static Generator DefaultOf(Device device) => new(device);

        public Generator manual_seed(long seed)
        {
            Bridge.Check(Bridge.GeneratorSeed(Handle, seed));
            return this;
        }

        public long seed()
        {
            var seed = Random.Shared.NextInt64();
            manual_seed(seed);
            return seed;
        }

        public long initial_seed() => Bridge.GeneratorInitialSeed(Handle);

        public unsafe Tensor get_state()
        {
            nint state;
            Bridge.Check(Bridge.GeneratorState(Handle, &state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Bridge.Check(Bridge.GeneratorSetState(Handle, value.Handle));
        }

        public override string ToString() => $"Generator({device}, {(_fresh ? "own" : "default")})";

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle != 0)
            {
                Bridge.GeneratorFree(_handle);
                _handle = 0;
            }
        }

        private static nint Open(Device device, bool fresh)
        {
            var handle = Bridge.Generator((int)device.type, device.index, fresh ? 1 : 0);
            if (handle == 0)
            {
                Bridge.Throw();
            }

            return handle;
        }
    }
}
