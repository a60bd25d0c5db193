namespace TorchSharp;

/// <summary>Gives a field another name in state dictionaries than its own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
