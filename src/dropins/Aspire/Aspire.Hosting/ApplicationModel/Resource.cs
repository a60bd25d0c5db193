using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}")]
public abstract class Resource : IResource
{
    private const int LongestName = 64;

    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > LongestName || !char.IsAsciiLetter(name[0]) || name[^1] == '-'
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || name.Contains("--", StringComparison.Ordinal))
            throw new ArgumentException(
                $"'{name}' is no resource name: it starts with a letter, has ASCII letters, digits and single hyphens only and at most {LongestName} of them.", nameof(name));
        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
