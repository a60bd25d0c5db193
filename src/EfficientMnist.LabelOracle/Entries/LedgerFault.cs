using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>A place where the ledger is not as it was written.</summary>
/// <param name="Run">The run.</param>
/// <param name="EntryId">The first row that does not fit; 0 where it is no single row.</param>
/// <param name="What">What is wrong, in a sentence.</param>
internal sealed record LedgerFault(RunId Run, long EntryId, string What);
