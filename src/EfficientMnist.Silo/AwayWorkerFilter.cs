using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Silo;

/// <summary>Says of a call whose worker does not answer that it may be made again: within seconds the cluster knows whether the worker is gone.</summary>
internal sealed class AwayWorkerFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            throw Refusal.Unavailable($"The worker that has {context.TargetId.Key} does not answer. It goes on at another if that one is gone; try again.", error);
        }
    }
}
