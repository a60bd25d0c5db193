using System.Security.Cryptography;

namespace EfficientMnist.Contracts.Topology;

/// <summary>The file through which programs of the same user learn the key that calls must carry.</summary>
public static class ServiceKeyFile
{
    /// <summary>gRPC metadata entry that carries the key.</summary>
    public const string Header = "x-eml-key";

    private const string FileName = "service-key";

    /// <summary>Makes a new key and leaves it in the state folder, readable by this user alone.</summary>
    public static string Create(string stateFolder)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var path = Path.Combine(stateFolder, FileName);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(key);
        return key;
    }

    /// <summary>The key in the state folder; null where no system has been started with it.</summary>
    public static string? TryRead(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
