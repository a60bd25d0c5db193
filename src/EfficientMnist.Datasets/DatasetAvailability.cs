namespace EfficientMnist.Datasets;

/// <summary>One line of the list of data sets.</summary>
/// <param name="Name">The name to load it by.</param>
/// <param name="Available">True where it can be loaded without the network.</param>
/// <param name="Detail">Where it was found, or what to do to get it.</param>
/// <param name="Imported">True where it was imported from a user's files.</param>
public sealed record DatasetAvailability(string Name, bool Available, string Detail, bool Imported = false);
