namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>What labels a learner can be taught; nothing has been learned yet where they are refused.</summary>
/// <param name="images">Number of images in the pool.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="budget">Labels to buy at most.</param>
internal sealed class LabelChecks(int images, int classes, int budget)
{
    /// <exception cref="ArgumentException">A label is of no image or class there is, its image has one already, or the budget is spent.</exception>
    public void RequireNew(IReadOnlyList<BoughtLabel> labels, LearnerState state)
    {
        HashSet<int> known = [.. state.Answers.Select(l => l.Id), .. state.Validation.Select(v => v.Id), .. state.Given.Validation.Select(v => v.Id)];
        foreach (var label in labels)
        {
            RequireExistence(label);
            if (!known.Add(label.Id))
                throw new ArgumentException($"Image {label.Id} has a label already. To replace a label that was wrong, call Correct.", nameof(labels));
        }
        var bought = state.Bought + labels.Count;
        if (bought > budget)
            throw new ArgumentException($"{labels.Count} labels more would be {bought}, and the budget is {budget}. Set Labels to {bought} or more.", nameof(labels));
    }

    /// <exception cref="ArgumentException">A label is of no image or class there is, an image is given two, or too few images are left to buy labels of.</exception>
    public void RequireGivable(GivenLabels given)
    {
        HashSet<int> known = [];
        foreach (var label in given.Labels.Concat(given.Validation))
        {
            RequireExistence(label);
            if (label.IsRejected)
                throw new ArgumentException($"Image {label.Id} is given no class. Leave it out.", nameof(given));
            if (!known.Add(label.Id))
                throw new ArgumentException($"Image {label.Id} is given two labels. Give it one, to learn from or to validate with.", nameof(given));
        }
        var left = images - known.Count;
        if (budget > left)
            throw new ArgumentException($"{budget} labels are more than the {left} images of the pool whose labels are not given; set Labels to {left} or less.", nameof(given));
    }

    /// <exception cref="ArgumentException">There is no such image or class.</exception>
    public void RequireExistence(BoughtLabel label)
    {
        if (label.Id < 0 || label.Id >= images)
            throw new ArgumentException($"There is no image {label.Id} in a pool of {images}.");
        if (!label.IsRejected && (label.Label < 0 || label.Label >= classes))
            throw new ArgumentException($"Label {label.Label} of image {label.Id} is none of 0 to {classes - 1}; Classes says how many there are, and BoughtLabel.None is a rejected image.");
    }
}
