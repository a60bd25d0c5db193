using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>
/// The rows of a run's ledger as a chain: each carries a checksum (SHA-256) of itself and of the checksum before it, so that a
/// row that is changed, taken out or put in behind the program's back no longer fits, and a copy of the latest checksum kept
/// elsewhere tells whether the end is missing.
/// </summary>
internal static class RowChain
{
    // No name has a control character in it.
    private const char Separator = '\u001f';

    /// <summary>The checksum of a row behind another.</summary>
    /// <param name="before">Checksum of the run's row before; empty for its first.</param>
    /// <param name="row">The row; its number does not count, which the database gives.</param>
    public static string Next(string before, LedgerRow row)
    {
        var text = string.Join(
            Separator,
            before, row.Run.Value, row.Request.Value, Number(row.Sample.Value), Number(row.Label), PurposeName.Of(row.Purpose), row.Strategy,
            row.Score.ToString("R", CultureInfo.InvariantCulture), Number(row.Rank), Number(row.Round), row.Charged ? "charged" : "free", Number(row.Paid),
            LedgerTime.Format(row.Time), row.TraceId, ActionName.Of(row.Action), row.Annotator, Number(row.Supersedes), RejectNames.Of(row.Reject));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
