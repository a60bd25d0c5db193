namespace EndToEnd.Tests;

/// <summary>One system at a time: each keeps both cores busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneSystemAtATime
{
    public const string Name = "system";
}
