using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>The folders of a project know one another in one direction, which the compiled types tell.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("EfficientMnist.AppHost")]
    [InlineData("EfficientMnist.Classifier")]
    [InlineData("EfficientMnist.Cli")]
    [InlineData("EfficientMnist.Contracts")]
    [InlineData("EfficientMnist.Core")]
    [InlineData("EfficientMnist.Datasets")]
    [InlineData("EfficientMnist.DatasetStore")]
    [InlineData("EfficientMnist.EncoderTrainer")]
    [InlineData("EfficientMnist.LabelOracle")]
    [InlineData("EfficientMnist.Learning")]
    [InlineData("EfficientMnist.Search")]
    [InlineData("EfficientMnist.ServiceDefaults")]
    [InlineData("EfficientMnist.Postgres")]
    [InlineData("EfficientMnist.Silo")]
    [InlineData("EfficientMnist.TensorBoard")]
    [InlineData("EfficientMnist.Web")]
    public void Folders_OfAProject_FormNoCycle(string assembly)
    {
        var folders = FolderGraph.Of(assembly);

        var cycle = folders.Cycle();

        Assert.True(cycle.Count == 0, $"The folders of {assembly} know one another in a circle:\n{string.Join('\n', cycle)}");
    }

    [Fact]
    public void Learning_References_NoServerAndNoDatabase()
    {
        string[] servers = ["Grpc", "Microsoft.AspNetCore", "Microsoft.Data", "Npgsql", "Orleans", "StackExchange"];

        var referenced = ReferencesOf("EfficientMnist.Learning");

        Assert.Contains("TorchSharp", referenced);
        Assert.DoesNotContain(referenced, name => servers.Any(server => name.StartsWith(server, StringComparison.Ordinal)));
    }

    [Fact]
    public void Graph_OfAssemblies_SeesDependenciesInTheBodiesOfMethods()
    {
        var folders = FolderGraph.Of("EfficientMnist.Classifier");

        // A method alone calls what describes the options.
        Assert.Contains("Experiments", folders.KnownBy("Grpc"));
        Assert.Contains("Journal", folders.KnownBy("Steps"));
        Assert.DoesNotContain("Grpc", folders.Names.SelectMany(folders.KnownBy));
    }

    [Fact]
    public void Cycle_OfThreeFolders_NamesEachStep()
    {
        var folders = new FolderGraph([("A", "B", "one → two"), ("B", "C", "two → three"), ("C", "A", "three → one"), ("D", "A", "four → one")]);

        Assert.Equal(["A → B: one → two", "B → C: two → three", "C → A: three → one"], folders.Cycle());
    }

    // Those of the project's own assemblies that it references count too.
    private static HashSet<string> ReferencesOf(string assembly)
    {
        HashSet<string> found = [];
        Stack<string> open = new([assembly]);
        while (open.TryPop(out var name))
        {
            using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
            foreach (var reference in module.AssemblyReferences.Where(reference => found.Add(reference.Name) && reference.Name.StartsWith("EfficientMnist.", StringComparison.Ordinal)))
                open.Push(reference.Name);
        }

        return found;
    }
}
