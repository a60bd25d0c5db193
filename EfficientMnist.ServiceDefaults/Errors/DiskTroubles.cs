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
    public static string? Of(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.HResult switch
        {
            NoSpace or Quota => $"The disk is full ({error.Message.TrimEnd('.')}). Make room; what was asked for can be asked for again then.",
            ReadOnly => $"The disk is read-only ({error.Message.TrimEnd('.')}). Make it writable; what was asked for can be asked for again then.",
            InputOutput => $"The disk has failed ({error.Message.TrimEnd('.')}). See to it; what was asked for can be asked for again then.",
            _ => null,
        };
    }
}
