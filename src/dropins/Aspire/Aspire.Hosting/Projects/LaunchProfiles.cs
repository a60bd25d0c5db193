using System.Text.Json;

namespace Aspire.Hosting.Projects;

/// <summary>Reads Properties/launchSettings.json beside a project.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions s_lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The named profile, else the one the host itself runs under, else the first that runs the project.</summary>
    public static (string Name, LaunchProfile Profile)? Select(IProjectMetadata project, string? requested, string? hostProfile)
    {
        var settings = project.LaunchSettings ?? Read(project.ProjectPath);
        if (requested is not null)
            return settings is not null && settings.Profiles.TryGetValue(requested, out var found)
                ? (requested, found)
                : throw new DistributedApplicationException($"The launch settings of project '{project.ProjectPath}' have no profile '{requested}'.");
        if (settings is null)
            return null;
        if (hostProfile is not null && settings.Profiles.TryGetValue(hostProfile, out var same))
            return (hostProfile, same);
        var first = settings.Profiles.FirstOrDefault(profile => profile.Value.CommandName == "Project");
        return first.Value is null ? null : (first.Key, first.Value);
    }

    public static string[] SplitArguments(string commandLine)
    {
        var arguments = new List<string>();
        var current = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var c in commandLine)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ' ' && !quoted)
                Flush();
            else
                current.Append(c);
        }

        Flush();
        return [.. arguments];

        void Flush()
        {
            if (current.Length > 0)
                arguments.Add(current.ToString());
            current.Clear();
        }
    }

    private static LaunchSettings? Read(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return null;
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<LaunchSettings>(stream, s_lenient);
        }
        catch (JsonException error)
        {
            throw new DistributedApplicationException($"The launch settings in {file} are no valid JSON: {error.Message}", error);
        }
    }
}
