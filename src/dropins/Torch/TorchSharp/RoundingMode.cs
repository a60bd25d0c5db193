namespace TorchSharp;

public enum RoundingMode
{
    None,
    trunc,
    floor,
}
