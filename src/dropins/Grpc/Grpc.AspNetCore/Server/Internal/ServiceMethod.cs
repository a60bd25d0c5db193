using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed record ServiceMethod(IMethod Method, RequestDelegate Handler, IReadOnlyList<object> Attributes);
