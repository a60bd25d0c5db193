using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Contracts.Ledgers;

/// <summary>What a run pays for its labels, in whole smallest units of a currency such as cents.</summary>
public static class RunMoney
{
    private const string Option = "oracle.price";
    private const string None = "none";

    /// <summary>Whether the labels of a run have prices.</summary>
    public static bool Has(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Options.TryGetValue(Option, out var prices) && prices != None;
    }

    /// <summary>What is paid, and of how much, such as <c>1,250 of 2,000</c>; empty where labels have no prices.</summary>
    public static string Paid(Run run) => !Has(run) ? ""
        : run.MoneyLimit > 0 ? string.Create(CultureInfo.InvariantCulture, $"{run.Paid:N0} of {run.MoneyLimit:N0}")
        : run.Paid.ToString("N0", CultureInfo.InvariantCulture);
}
