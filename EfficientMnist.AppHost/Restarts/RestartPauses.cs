namespace EfficientMnist.AppHost.Restarts;

/// <summary>How long to wait after each crash of one resource, and when to give up.</summary>
internal sealed class RestartPauses(TimeProvider time)
{
    /// <summary>So many crashes within <see cref="Window"/> are one too many.</summary>
    public const int Limit = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Queue<DateTimeOffset> _crashes = [];

    /// <summary>Crashes within the last minute.</summary>
    public int Count => _crashes.Count;

    /// <summary>Counts a crash. The pause doubles with each one of the last minute; null is to give up.</summary>
    public TimeSpan? AfterCrash()
    {
        var now = time.GetUtcNow();
        while (_crashes.TryPeek(out var oldest) && now - oldest > Window)
            _crashes.Dequeue();
        _crashes.Enqueue(now);
        return _crashes.Count < Limit ? First * (1 << (_crashes.Count - 1)) : null;
    }
}
