using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is to be executed, before the resource's own arguments.</summary>
internal sealed record ProcessLaunch(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Written to standard input, which is then closed: for secrets, which have no place in an argument.</summary>
    public string? Input { get; init; }

    /// <summary>What the dashboard tells about it.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; init; } = [];
}
