namespace Grpc.DropIn.Tests.Peering;

public sealed class PeersTheoryAttribute : TheoryAttribute
{
    public PeersTheoryAttribute() => Skip = PeersFactAttribute.Missing;
}
