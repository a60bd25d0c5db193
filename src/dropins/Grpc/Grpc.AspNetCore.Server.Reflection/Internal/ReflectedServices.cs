using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

// The descriptors of every mapped service, found once at the first question.
internal sealed class ReflectedServices(EndpointDataSource endpoints)
{
    private readonly Lazy<Index> _index = new(() => Build(endpoints));

    public IReadOnlyList<string> Names => _index.Value.Names;

    public FileDescriptor? FindFile(string name) => _index.Value.Files.GetValueOrDefault(name);

    public FileDescriptor? FindSymbol(string name) => _index.Value.Symbols.GetValueOrDefault(name);

    private static Index Build(EndpointDataSource endpoints)
    {
        var services = endpoints.Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(FindDescriptor)
            .OfType<ServiceDescriptor>()
            .DistinctBy(service => service.FullName)
            .OrderBy(service => service.FullName, StringComparer.Ordinal)
            .ToList();
        var index = new Index([.. services.Select(service => service.FullName)], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        foreach (var service in services)
            Add(index, service.File);
        return index;
    }

    // Generated code keeps the descriptor on the class that also binds the service.
    private static ServiceDescriptor? FindDescriptor(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
                return attribute.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;
        }

        return null;
    }

    private static void Add(Index index, FileDescriptor file)
    {
        if (!index.Files.TryAdd(file.Name, file))
            return;

        foreach (var dependency in file.Dependencies)
            Add(index, dependency);
        foreach (var service in file.Services)
        {
            index.Symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                index.Symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes)
            Add(index, message);
        foreach (var enumeration in file.EnumTypes)
            index.Symbols[enumeration.FullName] = file;
    }

    private static void Add(Index index, MessageDescriptor message)
    {
        index.Symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
            index.Symbols[field.FullName] = message.File;
        foreach (var enumeration in message.EnumTypes)
            index.Symbols[enumeration.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Add(index, nested);
    }

    private sealed record Index(IReadOnlyList<string> Names, Dictionary<string, FileDescriptor> Files, Dictionary<string, FileDescriptor> Symbols);
}
