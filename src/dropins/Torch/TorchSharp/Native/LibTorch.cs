using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds the native bridge beside the assembly and says in one line what is missing when it is not there.</summary>
internal static class LibTorch
{
    private const string Remedy =
        "install libtorch (Debian: apt install libtorch-dev libopenblas0-pthread cmake g++), or set LIBTORCH to the folder of a PyTorch (…/site-packages/torch), and build again";

    internal static void Prepare() => NativeLibrary.SetDllImportResolver(typeof(LibTorch).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Bridge.Library ? Load(AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location)) : 0;

    /// <summary>Loads the bridge from the first of the folders that has it.</summary>
    /// <exception cref="DllNotFoundException">No folder has it, or it cannot be loaded; one line with the remedy.</exception>
    internal static nint Load(params ReadOnlySpan<string?> folders)
    {
        foreach (var folder in folders)
        {
            var file = folder is null or "" ? null : Path.Combine(folder, "libTorchBridge.so");
            if (file is null || !File.Exists(file))
            {
                continue;
            }

            try
            {
                return NativeLibrary.Load(file);
            }
            catch (DllNotFoundException e)
            {
                // The first line is the runtime's general advice, the loader's reason follows.
                var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                throw new DllNotFoundException($"libtorch cannot be loaded ({lines[Math.Min(1, lines.Length - 1)]}): {Remedy}.");
            }
        }

        throw new DllNotFoundException($"libtorch was not found when this program was built: {Remedy}.");
    }
}
