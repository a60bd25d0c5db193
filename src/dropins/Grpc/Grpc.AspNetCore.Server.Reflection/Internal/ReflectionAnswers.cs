using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

internal static class ReflectionAnswers
{
    public static ServerReflectionResponse Answer(ServerReflectionRequest request, ReflectedServices services)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse { Service = { services.Names.Select(name => new ServiceResponse { Name = name }) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                Files(response, services.FindFile(request.FileByFilename), $"File {request.FileByFilename} not found.");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                Files(response, services.FindSymbol(request.FileContainingSymbol), $"Symbol {request.FileContainingSymbol} not found.");
                break;
            default:
                response.ErrorResponse = Error(StatusCode.Unimplemented, "Request type not supported by this server.");
                break;
        }

        return response;
    }

    private static void Files(ServerReflectionResponse response, FileDescriptor? file, string notFound)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, notFound);
            return;
        }

        // With everything it imports: a client may build its types from one answer.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new FileDescriptorResponse();
        Add(file);
        response.FileDescriptorResponse = files;

        void Add(FileDescriptor next)
        {
            if (!seen.Add(next.Name))
                return;

            files.FileDescriptorProto.Add(next.SerializedData);
            foreach (var dependency in next.Dependencies)
                Add(dependency);
        }
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
