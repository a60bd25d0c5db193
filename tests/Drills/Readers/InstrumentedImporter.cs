using System.Reflection;
using System.Runtime.Loader;
using EfficientMnist.Datasets.Import;
using SharpFuzz;

namespace Drills.Readers;

/// <summary>The importer of people's files in a copy that tells which branches it takes.</summary>
internal sealed class InstrumentedImporter
{
    private readonly object _importer;
    private readonly object _options;
    private readonly MethodInfo _import;

    /// <param name="folder">Where the copy is put.</param>
    public InstrumentedImporter(string folder)
    {
        Coverage.Begin();
        var original = typeof(DatasetImporter).Assembly.Location;
        var copy = Path.Combine(folder, Path.GetFileName(original));
        File.Copy(original, copy);
        if (!Fuzzer.Instrument(copy, _ => true, Options.Value).Any())
            throw new InvalidOperationException($"{copy} has no code that could be instrumented.");
        // Everything else comes from where it always does.
        var assembly = new AssemblyLoadContext("instrumented").LoadFromAssemblyPath(copy);
        _importer = Activator.CreateInstance(assembly.GetType(typeof(DatasetImporter).FullName!, throwOnError: true)!, TimeProvider.System)!;
        _options = Activator.CreateInstance(assembly.GetType(typeof(ImportOptions).FullName!, throwOnError: true)!)!;
        _import = _importer.GetType().GetMethod(nameof(DatasetImporter.Import))!;
    }

    /// <summary>Imports a folder or file.</summary>
    public void Import(string path, string target, CancellationToken cancellationToken)
    {
        try
        {
            _import.Invoke(_importer, [path, target, "the user's files", _options, null, null, cancellationToken]);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
        }
    }
}
