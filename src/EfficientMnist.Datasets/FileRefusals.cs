using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Datasets;

/// <summary>What is wrong with the files of a data set is for whoever asks for it to know and to mend: for services it is a refusal.</summary>
public static class FileRefusals
{
    /// <summary>The result; what is missing or damaged is refused with the message that names the file and the remedy.</summary>
    /// <exception cref="RefusalException">Files are missing, damaged, or cannot be downloaded.</exception>
    public static async Task<T> TellAsync<T>(Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return await read();
        }
        catch (Exception error) when (error is KeyNotFoundException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refusal.NotFound(error.Message, error);
        }
        // Also where a folder is in a file's place.
        catch (UnauthorizedAccessException error)
        {
            throw Refusal.Conflict($"{error.Message} A file of the data set cannot be read: give this user the right to, or import it again.", error);
        }
        catch (InvalidDataException error)
        {
            throw Refusal.Conflict(error.Message, error);
        }
        catch (TimeoutException error)
        {
            throw Refusal.Unavailable(error.Message, error);
        }
    }
}
