using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>How far the answers to one request are.</summary>
internal sealed record RequestProgress
{
    public required int Total { get; init; }

    public required int Answered { get; init; }

    public required int Skipped { get; init; }

    public required RunBudget Budget { get; init; }

    public required bool IsClosed { get; init; }

    /// <summary>In the order asked.</summary>
    public required IReadOnlyList<Question> Questions { get; init; }

    /// <summary>What else its round asks for must be answered, too: until then all of it may be taken back.</summary>
    public required bool IsComplete { get; init; }

    public static RequestProgress Of(IReadOnlyList<Question> questions, int openOfRound, Run run) => new()
    {
        Total = questions.Count,
        Answered = questions.Count(question => question.Label is not null),
        Skipped = questions.Count(question => question.IsSkipped),
        Budget = run.Budget,
        IsClosed = run.ClosedAt is not null,
        Questions = questions,
        IsComplete = openOfRound == 0,
    };

    /// <summary>Whether somebody who was told <paramref name="before"/> wants to know this. Who is at an image does not matter here.</summary>
    public bool IsNewsAfter(RequestProgress before) =>
        (Total, Answered, Skipped, Budget, IsClosed, IsComplete) != (before.Total, before.Answered, before.Skipped, before.Budget, before.IsClosed, before.IsComplete);
}
