namespace EfficientMnist.Classifier.Features;

/// <summary>Values that take long to make: each is made once for all who want it at a time, and those used last are kept.</summary>
/// <param name="kept">How many.</param>
internal sealed class RecentlyMade<TKey, TValue>(int kept)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(TKey Key, Task<TValue> Value)> _recent = [];

    /// <summary>The value of a key, made where it is not there.</summary>
    /// <param name="key">Equal for equal values only.</param>
    /// <param name="make">Makes it; cancelled by the token.</param>
    /// <param name="cancellationToken">Ends the waiting, and the making where it was begun here: somebody else who waits begins it again.</param>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> make, CancellationToken cancellationToken)
    {
        while (true)
        {
            var value = Find(key, make);
            try
            {
                return await value.WaitAsync(cancellationToken);
            }
            catch (Exception) when (value.IsFaulted || value.IsCanceled)
            {
                Forget(key, value);
                if (value.IsFaulted || cancellationToken.IsCancellationRequested)
                    throw;
            }
        }
    }

    private Task<TValue> Find(TKey key, Func<Task<TValue>> make)
    {
        lock (_gate)
        {
            var found = _recent.FirstOrDefault(recent => EqualityComparer<TKey>.Default.Equals(recent.Key, key));
            if (found.Value is null)
            {
                // Those that are being made stay: others wait for them.
                while (_recent.Count >= kept && _recent.LastOrDefault(recent => recent.Value.IsCompleted) is { Value: not null } oldest)
                    _recent.Remove(oldest);
                found = (key, Task.Run(make));
            }
            _recent.Remove(found);
            _recent.AddFirst(found);
            return found.Value;
        }
    }

    private void Forget(TKey key, Task<TValue> value)
    {
        lock (_gate)
            _recent.Remove((key, value));
    }
}
