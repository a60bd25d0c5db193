using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Options;

/// <summary>The refusal of a name that is no option.</summary>
public static class UnknownOption
{
    // So many names say what there is; more hide it.
    private const int MostNames = 40;

    /// <param name="subject">Whose options there are.</param>
    /// <param name="name">What was given.</param>
    /// <param name="names">The options there are.</param>
    public static RefusalException Refuse(string subject, string name, IReadOnlyCollection<string> names)
    {
        var meant = NearestName.Of(name, names) is { } nearest ? $" Did you mean {nearest}?" : "";
        var all = names.Count is > 0 and <= MostNames ? $" There are {string.Join(", ", names.Order(StringComparer.Ordinal))}." : "";
        return Refusal.InvalidField(name, $"{subject} has no option '{Refusal.Quote(name)}'.{meant}{all}");
    }
}
