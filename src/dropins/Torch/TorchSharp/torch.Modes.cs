using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8(Bridge.Version())!;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.NewScope();

    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Bridge.IsInference() != 0;

    public static Generator manual_seed(long seed)
    {
        Bridge.Check(Bridge.ManualSeed(seed));
        return Generator.Default;
    }

    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    public static int get_num_threads() => Bridge.Threads();

    public static void set_num_threads(int num) => Bridge.SetThreads(num);

    public static int get_num_interop_threads() => Bridge.InteropThreads();

    public static void set_num_interop_threads(int num) => Bridge.Check(Bridge.SetInteropThreads(num));

    public static bool is_tensor(object obj) => obj is Tensor;

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
        {
            throw new InvalidOperationException("Torch device type CUDA did not initialise on the current machine.");
        }
    }

    public static partial class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long initial_seed() => torch.initial_seed();

        public static Tensor get_rng_state() => torch.get_rng_state();

        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }

    public static partial class cuda
    {
        public static bool is_available() => Bridge.CudaAvailable() != 0;

        public static int device_count() => Bridge.CudaCount();

        public static void synchronize(Device? device = null) => Bridge.Check(Bridge.CudaSynchronize(device?.index ?? -1));

        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static Generator manual_seed_all(long seed) => torch.manual_seed(seed);
    }

    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                public static bool allow_tf32
                {
                    get => Bridge.GetTf32(0) != 0;
                    set => Bridge.AllowTf32(value ? 1 : 0, -1);
                }
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32
            {
                get => Bridge.GetTf32(1) != 0;
                set => Bridge.AllowTf32(-1, value ? 1 : 0);
            }
        }
    }
}
