namespace EfficientMnist.Learning.Tests.Projection;

/// <summary>
/// Trainings set the number of threads of the whole process's matrix products, and with it their last digits, which a
/// layout of many steps makes large: what compares two pictures digit by digit runs with no training beside it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NothingBeside
{
    public const string Name = "nothing beside";
}
