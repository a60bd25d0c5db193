namespace EfficientMnist.Contracts.Labelling;

/// <summary>
/// How people name a class when they label, alike in the terminal, on the web page and in corrections. A class's own name
/// always means that class. Where it is a single character, it is the class's key, too; the other classes have the keys
/// 1 to 9, 0 and the letters, as far as these go, in their order.
/// </summary>
public sealed class ClassKeys
{
    /// <summary>The key that leaves the labelling, which no class is given.</summary>
    public const char Leave = 'q';

    private const string Free = "1234567890abcdefghijklmnoprstuvwxyz";

    private readonly IReadOnlyList<string> _names;
    private readonly char?[] _keys;

    /// <param name="names">The names of the classes; a label is a place in this list.</param>
    public ClassKeys(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = names;
        _keys = [.. names.Select(name => name.Length == 1 ? name[0] : (char?)null)];
        // Keys that differ in capitals only from a name would not be told apart by everyone.
        var taken = _keys.OfType<char>().Select(char.ToUpperInvariant).ToHashSet();
        using var free = Free.Where(key => !taken.Contains(char.ToUpperInvariant(key))).GetEnumerator();
        for (var label = 0; label < _keys.Length; label++)
        {
            if (_keys[label] is null && free.MoveNext()) _keys[label] = free.Current;
        }
    }

    /// <summary>Whether every class has a key.</summary>
    public bool AreComplete => Array.TrueForAll(_keys, key => key is not null);

    /// <summary>Such as <c>1 cat, 2 dog</c>; a class whose name is its key is told by that alone, one without a key by its name.</summary>
    public string Legend => string.Join(", ", _names.Select((name, label) => _keys[label] is { } key && name != key.ToString() ? $"{key} {name}" : name));

    /// <summary>The key of a class; null where the keys did not suffice.</summary>
    public char? Of(int label) => _keys[label];

    /// <summary>The class whose key was pressed, in its own case before the other; null where none has it.</summary>
    public int? Pressed(char key)
    {
        var exact = Array.IndexOf(_keys, key);
        if (exact >= 0) return exact;
        var other = Array.FindIndex(_keys, known => known is { } one && char.ToUpperInvariant(one) == char.ToUpperInvariant(key));
        return other < 0 ? null : other;
    }

    /// <summary>The class that is meant by its name, its key or the beginning of its name; null where none is, or several are.</summary>
    public int? Find(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (Only(name => name == typed) is { } exact) return exact;
        if (Only(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } named) return named;
        if (typed.Length == 1 && Pressed(typed[0]) is { } pressed) return pressed;
        return typed.Length == 0 ? null : Only(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
    }

    private int? Only(Func<string, bool> isMeant)
    {
        int? found = null;
        for (var label = 0; label < _names.Count; label++)
        {
            if (!isMeant(_names[label])) continue;
            if (found is not null) return null;
            found = label;
        }
        return found;
    }
}
