using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>Which folders of a project, the first parts of its namespaces, know which others.</summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _known = new(StringComparer.Ordinal);

    /// <param name="dependencies">A folder, another one that it knows, and an example of the types that do so.</param>
    public FolderGraph(IEnumerable<(string From, string To, string Example)> dependencies)
    {
        foreach (var (from, to, example) in dependencies.Where(dependency => dependency.From != dependency.To))
        {
            if (!_known.TryGetValue(from, out var known))
                _known[from] = known = new(StringComparer.Ordinal);
            known.TryAdd(to, example);
        }
    }

    public IEnumerable<string> Names => _known.Keys;

    /// <summary>Reads the compiled types of an assembly beside the tests.</summary>
    public static FolderGraph Of(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        return new FolderGraph(
        [
            .. from type in module.GetTypes()
               let folder = FolderOf(type, assembly)
               where folder.Length > 0
               from known in Known(type)
               where known.Scope == module
               let other = FolderOf(known, assembly)
               where other.Length > 0
               select (folder, other, $"{type.Name} → {known.Name}"),
        ]);
    }

    /// <summary>The folders that one knows.</summary>
    public IEnumerable<string> KnownBy(string folder) => _known.TryGetValue(folder, out var known) ? known.Keys : [];

    /// <summary>The steps of a cycle, each with an example; none where there is no cycle.</summary>
    public IReadOnlyList<string> Cycle()
    {
        HashSet<string> done = [];
        List<string> path = [];
        foreach (var name in Names)
        {
            if (Visit(name) is { Count: > 0 } cycle)
                return [.. cycle.Zip([.. cycle.Skip(1), cycle[0]], (from, to) => $"{from} → {to}: {_known[from][to]}")];
        }
        return [];

        List<string> Visit(string folder)
        {
            if (path.IndexOf(folder) is >= 0 and var start)
                return path[start..];
            if (!done.Add(folder))
                return [];
            path.Add(folder);
            var cycle = KnownBy(folder).Select(Visit).FirstOrDefault(found => found.Count > 0) ?? [];
            path.RemoveAt(path.Count - 1);
            return cycle;
        }
    }

    private static string FolderOf(TypeReference type, string assembly)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace.StartsWith(assembly + '.', StringComparison.Ordinal) ? type.Namespace[(assembly.Length + 1)..].Split('.')[0] : "";
    }

    private static IEnumerable<TypeReference> Known(TypeDefinition type) =>
    [
        .. Parts(type.BaseType),
        .. type.Interfaces.SelectMany(i => Parts(i.InterfaceType)),
        .. type.CustomAttributes.SelectMany(a => Parts(a.AttributeType)),
        .. type.Fields.SelectMany(field => Parts(field.FieldType)),
        .. type.Methods.SelectMany(Known),
    ];

    private static IEnumerable<TypeReference> Known(MethodDefinition method)
    {
        foreach (var part in OfSignature(method))
            yield return part;
        if (!method.HasBody)
            yield break;
        foreach (var part in method.Body.Variables.SelectMany(variable => Parts(variable.VariableType)))
            yield return part;
        foreach (var instruction in method.Body.Instructions)
        {
            var parts = instruction.Operand switch
            {
                MethodReference called => [.. Parts(called.DeclaringType), .. OfSignature(called)],
                FieldReference field => [.. Parts(field.DeclaringType), .. Parts(field.FieldType)],
                TypeReference used => Parts(used),
                _ => [],
            };
            foreach (var part in parts)
                yield return part;
        }
    }

    private static IEnumerable<TypeReference> OfSignature(MethodReference method) =>
    [
        .. Parts(method.ReturnType),
        .. method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType)),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments.SelectMany(Parts) : [],
    ];

    // List<Run[]> is a list, and a run.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
