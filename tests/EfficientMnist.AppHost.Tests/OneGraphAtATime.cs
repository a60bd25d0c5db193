namespace EfficientMnist.AppHost.Tests;

/// <summary>Aspire's callbacks ask the application that was built last, whoever built it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class OneGraphAtATime
{
    public const string Name = "one graph at a time";
}
