using System.Collections.Concurrent;
using System.Globalization;

namespace Drills;

/// <summary>What an attack has measured, and what did not hold. It is told at once, so that it is known even where the attack goes no further.</summary>
/// <param name="say">Told each figure and each broken promise.</param>
internal sealed class Findings(Action<string> say)
{
    private const int Shown = 20;

    private readonly List<(string Name, string Value)> _figures = [];
    private readonly ConcurrentQueue<string> _broken = [];
    private readonly List<string> _skipped = [];

    /// <summary>In the order they were noted.</summary>
    public IReadOnlyList<(string Name, string Value)> Figures => _figures;

    /// <summary>What did not hold; none where the promise was kept.</summary>
    public IReadOnlyList<string> Broken => [.. _broken.Take(Shown)];

    public bool Held => _broken.IsEmpty;

    /// <summary>What was left out, and why: it has not been shown to hold. None where all was done.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    public void Note(string name, IFormattable value) => Note(name, value.ToString("#,0.##", CultureInfo.InvariantCulture));

    public void Note(string name, string value)
    {
        _figures.Add((name, value));
        say($"{name}: {value}");
    }

    /// <summary>Something cannot be done on this machine.</summary>
    public void Skip(string what) => _skipped.Add(what);

    /// <summary>Something did not hold. May be called by many at once.</summary>
    public void Break(string what)
    {
        _broken.Enqueue(what);
        if (_broken.Count <= Shown)
            say($"BROKEN: {what}");
    }

    /// <summary>Notes what does not hold.</summary>
    public void Require(bool holds, string otherwise)
    {
        if (!holds)
            Break(otherwise);
    }

    /// <summary>Makes a part of an attack. Where the part itself fails it has shown nothing; the others are made all the same.</summary>
    public async Task PartAsync(string name, Func<Task> attack, CancellationToken cancellationToken)
    {
        try
        {
            await attack();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Break($"{name}: the attack itself has failed: {error}");
        }
    }
}
