using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

internal static class RequestMetadata
{
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (MetadataWire.IsReserved(name))
                continue;

            foreach (var value in values)
                MetadataWire.AddReceived(metadata, name, value ?? "");
        }

        return metadata;
    }
}
