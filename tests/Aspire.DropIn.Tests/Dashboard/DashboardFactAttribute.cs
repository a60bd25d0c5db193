namespace Aspire.DropIn.Tests.Dashboard;

/// <summary>Needs the real dashboard, which the Aspire CLI brings.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute()
    {
        if (DashboardProgram.Find() is null)
            Skip = "The Aspire CLI is not installed, so there is no dashboard to test against.";
    }
}
