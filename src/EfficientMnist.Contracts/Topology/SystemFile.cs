using System.Text.Json;

namespace EfficientMnist.Contracts.Topology;

/// <summary>
/// The file <c>system.json</c> of a state folder, through which programs of the same user find the system that works on it:
/// the key that calls must carry, the addresses, and what is wrong with a service. Only the AppHost writes it.
/// </summary>
public sealed record SystemFile
{
    /// <summary>gRPC metadata entry that carries the key.</summary>
    public const string KeyHeader = "x-eml-key";

    private const string FileName = "system.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The key that calls must carry.</summary>
    public required string Key { get; init; }

    /// <summary>The resources of the system by name.</summary>
    public required IReadOnlyDictionary<string, SystemService> Services { get; init; }

    /// <summary>Where the file is in a state folder.</summary>
    public static string PathIn(string stateFolder) => Path.Combine(stateFolder, FileName);

    /// <summary>The file of a state folder; null where no system works on it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it and the remedy.</exception>
    public static SystemFile? TryRead(string stateFolder)
    {
        var path = PathIn(stateFolder);
        try
        {
            return JsonSerializer.Deserialize<SystemFile>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} cannot be read ({error.Message.TrimEnd('.')}). It is made anew when the system starts: stop the system, then ./eml up.", error);
        }
    }

    /// <summary>Puts the file into a state folder, whole or not at all, readable by this user alone.</summary>
    public void Write(string stateFolder)
    {
        var path = PathIn(stateFolder);
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
            JsonSerializer.Serialize(file, this, Json);
        File.Move(draft, path, overwrite: true);
    }
}

/// <summary>A resource of a system.</summary>
public sealed record SystemService
{
    /// <summary>Where it listens; null for one that is reached by name only.</summary>
    public Uri? Address { get; init; }

    /// <summary>What went wrong last; null where nothing has.</summary>
    public ServiceTrouble? Trouble { get; init; }
}

/// <summary>An end of a service that nobody asked for.</summary>
/// <param name="Why">Exit code and what the service said last.</param>
/// <param name="Ends">How often it has ended within the minute before.</param>
/// <param name="IsLeftEnded">Whether it is not started again.</param>
/// <param name="At">When.</param>
public sealed record ServiceTrouble(string Why, int Ends, bool IsLeftEnded, DateTimeOffset At);
