using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? t_instance;

    private readonly List<DisposeScope> _scopes = [];

    internal static DisposeScopeManager ThreadSingleton => t_instance ??= new DisposeScopeManager();

    internal DisposeScope? Current => _scopes.Count > 0 ? _scopes[^1] : null;

    internal static DisposeScope NewScope()
    {
        var manager = ThreadSingleton;
        var scope = new DisposeScope(manager);
        manager._scopes.Add(scope);
        return scope;
    }

    internal static DisposeScope? Register(Tensor tensor)
    {
        var scope = ThreadSingleton.Current;
        scope?.Include(tensor);
        return scope;
    }

    internal void Remove(DisposeScope scope) => _scopes.Remove(scope);
}
