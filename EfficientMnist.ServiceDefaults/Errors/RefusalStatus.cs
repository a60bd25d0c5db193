using EfficientMnist.Core.Refusals;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>A refusal as google.rpc.Status, so that programs need not read sentences.</summary>
public static class RefusalStatus
{
    /// <summary>The domain of the reasons, which are the names of <see cref="RefusalKind"/> in capitals.</summary>
    public const string Domain = "efficientmnist.v1";

    /// <summary>
    /// The status with an ErrorInfo (the reason, and facts such as what is left of a budget) and, where one option or field is
    /// wrong, a BadRequest that names it.
    /// </summary>
    public static RpcException ToRpcException(this RefusalException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var (code, reason) = refusal.Kind switch
        {
            RefusalKind.Invalid => (StatusCode.InvalidArgument, "INVALID"),
            RefusalKind.NotFound => (StatusCode.NotFound, "NOT_FOUND"),
            RefusalKind.Conflict => (StatusCode.FailedPrecondition, "CONFLICT"),
            RefusalKind.Taken => (StatusCode.AlreadyExists, "TAKEN"),
            RefusalKind.Exhausted => (StatusCode.ResourceExhausted, "EXHAUSTED"),
            RefusalKind.Unavailable => (StatusCode.Unavailable, "UNAVAILABLE"),
            _ => throw new InvalidOperationException($"There is no status for {refusal.Kind}."),
        };
        var status = new Google.Rpc.Status
        {
            Code = (int)code,
            Message = refusal.Message,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain, Metadata = { refusal.Facts.ToDictionary() } }) },
        };
        if (refusal.Field.Length > 0)
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = refusal.Field, Description = refusal.Message } } }));
        return status.ToRpcException();
    }

    /// <summary>Whether a service has refused because a disk of its own takes nothing.</summary>
    public static bool IsOfADisk(this RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.StatusCode == StatusCode.Unavailable && error.Says(Refusal.DiskFact);
    }

    /// <summary>Whether a service has refused because what the caller does goes on elsewhere.</summary>
    public static bool IsSuperseded(this RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.StatusCode == StatusCode.FailedPrecondition && error.Says(Refusal.SupersededFact);
    }

    private static bool Says(this RpcException error, string fact) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Metadata.ContainsKey(fact) == true;
}
