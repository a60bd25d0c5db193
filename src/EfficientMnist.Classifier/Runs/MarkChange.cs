using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Runs;

/// <summary>What a wish to mark images changes.</summary>
/// <param name="Entry">What the journal is to say; null where nothing changes.</param>
/// <param name="Marked">Images that are marked otherwise before.</param>
/// <param name="Answered">Images that have a label or were rejected, which no mark changes.</param>
/// <param name="SetAside">Images set aside to validate with, which no mark changes.</param>
internal sealed record MarkChange(JournalEntry? Entry, int Marked, int Answered, int SetAside)
{
    /// <summary>What comes of marking these images of a pool of so many; nothing is changed here.</summary>
    /// <exception cref="RefusalException">An image is not there or named twice, none is named, or too few would be left to spend the budget on.</exception>
    public static MarkChange Of(ActiveRun run, ImageMark mark, IReadOnlyList<int> ids, int pool)
    {
        var history = run.Record.History;
        var learner = history.Learner;
        if (mark is not (ImageMark.Unspecified or ImageMark.Next or ImageMark.Excluded))
            throw Refusal.InvalidField("mark", $"There is no mark {(int)mark}; give NEXT, EXCLUDED, or UNSPECIFIED to take marks back.");
        if (mark == ImageMark.Unspecified && ids.Count == 0)
            ids = [.. learner.Wanted, .. learner.Excluded];
        else if (ids.Count == 0)
            throw Refusal.InvalidField("sample_ids", "No image is named; name at least one to mark.");
        if (ids.Any(id => id < 0 || id >= pool))
            throw Refusal.InvalidField("sample_ids", $"Image {ids.First(id => id < 0 || id >= pool)} is not in the pool of run {run.Id}, whose ids are 0 to {pool - 1}.");
        if (ids.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refusal.InvalidField("sample_ids", $"Image {twice.Key} is named twice; name each image once.");
        if (mark == ImageMark.Unspecified)
        {
            int[] unmarked = [.. ids.Intersect(learner.Wanted.Concat(learner.Excluded))];
            return new MarkChange(unmarked.Length == 0 ? null : new ImagesUnmarked(unmarked), unmarked.Length, Answered: 0, SetAside: 0);
        }
        var (answered, setAside) = (history.Answered, ActiveLearner.SetAside(run.Record.Options.ToLearner(history.Extensions), pool, learner.Given));
        int[] free = [.. ids.Where(id => !answered.Contains(id) && !setAside.Contains(id))];
        int[] marked = [.. free.Except(mark == ImageMark.Next ? learner.Wanted : learner.Excluded)];
        if (mark == ImageMark.Excluded)
            RequireEnough(run, learner.Excluding(marked), answered, setAside, pool);
        JournalEntry? entry = marked.Length == 0 ? null : mark == ImageMark.Next ? new ImagesWanted(marked) : new ImagesExcluded(marked);
        return new MarkChange(entry, marked.Length, ids.Count(answered.Contains), ids.Count(id => setAside.Contains(id) && !answered.Contains(id)));
    }

    private static void RequireEnough(ActiveRun run, LearnerState learner, IReadOnlySet<int> answered, IReadOnlySet<int> setAside, int pool)
    {
        var history = run.Record.History;
        var excluded = learner.Excluded.Count(id => !answered.Contains(id));
        var left = pool - answered.Union(setAside).Count() - excluded;
        var validation = new BatchSchedule(run.Record.Options.ToLearner(history.Extensions)).ValidationLabels - learner.Validation.Count;
        var wanted = history.BudgetOf(run.Record.Options) - history.Bought - Math.Max(0, validation);
        if (left < wanted)
            throw Refusal.InvalidField("sample_ids", $"Without these images {Math.Max(0, left)} would be left, and run {run.Id} has {wanted} labels to buy. Exclude {wanted - left} fewer.");
    }
}
