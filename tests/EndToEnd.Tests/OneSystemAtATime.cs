namespace EndToEnd.Tests;

/// <summary>One test at a time: each keeps all cores busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneSystemAtATime : ICollectionFixture<SharedSystem>
{
    public const string Name = "system";
}
