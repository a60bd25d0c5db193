namespace TorchSharp;

public static partial class torch
{
    public enum indexing
    {
        xy,
        ij,
    }
}
