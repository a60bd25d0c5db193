namespace EfficientMnist.LabelOracle.Questions;

/// <summary>For how long an image is one annotator's.</summary>
internal readonly record struct LeaseTerm(TimeSpan Length)
{
    /// <summary>The leases that are in force at a time.</summary>
    public LeaseWindow At(DateTimeOffset now) => new(now, now + (2 * Length));
}

/// <summary>
/// A lease is in force if it ends within this window. One that ends later was given by a clock that was ahead by more than a
/// lease, before the service started anew: it counts for nothing, else an image could be nobody's for as long as the clock was
/// ahead. The second length is for the clocks of several machines, which differ.
/// </summary>
internal readonly record struct LeaseWindow(DateTimeOffset Now, DateTimeOffset Latest)
{
    public bool Holds(DateTimeOffset? until) => until > Now && until <= Latest;
}
