using System.Net;

namespace Grpc.DropIn.Tests.Wire;

public sealed record RawAnswer(HttpStatusCode Http, string? Status, string? Message, byte[] Body);
