namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>Troubles of a disk that the operator of a machine can mend while callers wait.</summary>
public static class DiskTroubles
{
    // errno of Linux.
    private const int InputOutput = 5;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int Quota = 122;

    /// <summary>What is wrong and what to do; null where it is nothing of this kind.</summary>
    public static string? Of(IOException error) => CauseOf(error) is { } cause ? $"{cause} What was asked for can be asked for again then." : null;

    /// <summary>What is wrong and how to mend it; null where it is nothing of this kind.</summary>
    public static string? CauseOf(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.HResult switch
        {
            NoSpace or Quota => $"The disk is full ({error.Message.TrimEnd('.')}). Make room.",
            ReadOnly => $"The disk is read-only ({error.Message.TrimEnd('.')}). Make it writable.",
            InputOutput => $"The disk has failed ({error.Message.TrimEnd('.')}). See to it.",
            _ => null,
        };
    }
}
