namespace Grpc.DropIn.Tests.Peering;

// A server of the echo service, whatever it is written in.
public interface IEchoServer
{
    string Address { get; }
}
