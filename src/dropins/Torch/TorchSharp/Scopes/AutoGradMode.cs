using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Switches the recording of gradients for this thread until it is disposed.</summary>
internal sealed class AutoGradMode(bool enabled) : IDisposable
{
    private readonly bool _before = Bridge.GradMode(enabled ? 1 : 0) != 0;

    internal static bool IsEnabled => Bridge.GradMode(-1) != 0;

    public void Dispose() => Bridge.GradMode(_before ? 1 : 0);
}
