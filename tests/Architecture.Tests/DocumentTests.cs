using System.Text.RegularExpressions;
using EfficientMnist.TestSupport;
using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>What docs/code.md says of the ways through the system: every step is a link to a file, and names what is declared there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "code.md");

    [Fact]
    public void Links_ToCode_NameTypesAndMembersThatAreDeclaredThere()
    {
        var steps = Steps();
        var types = Directory.GetFiles(AppContext.BaseDirectory, "EfficientMnist.*.dll").SelectMany(Declared).ToLookup(type => type.Name, type => type.Members);

        Assert.True(steps.Count > 20, $"docs/code.md links to {steps.Count} places in the code: the ways through it are missing.");
        Assert.All(steps, step => Assert.True(
            File.Exists(step.Path) && Path.GetFileNameWithoutExtension(step.Path) == step.Type,
            $"docs/code.md links {step.Type} to {step.Path}, which is not the file of that type."));
        Assert.All(steps, step => Assert.True(
            types[step.Type].Any(members => step.Member.Length == 0 || members.Contains(step.Member)),
            $"docs/code.md names {step.Type}.{step.Member}, which there is not."));
    }

    private static List<(string Type, string Member, string Path)> Steps() =>
    [
        .. from Match link in CodeLink().Matches(File.ReadAllText(Document))
           select (link.Groups["type"].Value, link.Groups["member"].Value, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Document)!, link.Groups["path"].Value))),
    ];

    private static IEnumerable<(string Name, HashSet<string> Members)> Declared(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        return
        [
            .. from type in module.GetTypes()
               let members = type.Methods.Select(method => method.Name).Concat(type.Properties.Select(property => property.Name))
               select (type.Name.Split('`')[0], members.ToHashSet(StringComparer.Ordinal)),
        ];
    }

    [GeneratedRegex(@"\[`(?<type>\w+)(\.(?<member>\w+))?`\]\((?<path>[^)]+\.cs)\)")]
    private static partial Regex CodeLink();
}
