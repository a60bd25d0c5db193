using System.Reflection;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Learning.Tests;

/// <summary>What the compiled library depends on.</summary>
public sealed class ReferencesTests
{
    // Beginnings of the names of assemblies that belong to servers, their messages, caches and databases.
    private static readonly string[] Foreign =
    [
        "Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Data", "Microsoft.Orleans", "Orleans", "Grpc", "Google.Protobuf", "StackExchange", "Npgsql", "SQLite",
        "System.Data", "EfficientMnist.Contracts", "EfficientMnist.ServiceDefaults",
    ];

    [Fact]
    public void Learning_ReferencesNoServerNoMessagesNoCacheAndNoDatabase()
    {
        List<string> all = [];
        var open = new Stack<Assembly>([typeof(ActiveLearner).Assembly]);
        while (open.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => !all.Contains(name.Name!)))
            {
                all.Add(name.Name!);
                // What the system's own assemblies refer to is theirs to know.
                if (name.Name!.StartsWith("EfficientMnist", StringComparison.Ordinal))
                    open.Push(Assembly.Load(name));
            }
        }

        Assert.Contains("TorchSharp", all);
        Assert.Contains("EfficientMnist.Datasets", all);
        Assert.DoesNotContain(all, name => Foreign.Any(foreign => name.StartsWith(foreign, StringComparison.Ordinal)));
    }
}
