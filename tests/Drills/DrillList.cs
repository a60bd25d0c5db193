using Drills.Attacks;

namespace Drills;

/// <summary>All drills, in the order they are run.</summary>
internal static class DrillList
{
    public static IReadOnlyList<IDrill> All { get; } =
        [new KillDrill(), new ClusterDrill(), new BuyersDrill(), new DiskDrill(), new DamageDrill(), new FuzzDrill(), new AccessDrill(), new CacheDrill(), new LoadDrill()];
}
