namespace InternVideo2.Stage3;

/// <summary>Puts a prompt together from the front.</summary>
internal sealed class PromptRowBuilder
{
    private readonly List<int> ids = [];
    private readonly List<bool> visual = [];
    private readonly List<int> labels = [];

    /// <summary>Places so far.</summary>
    public int Length => ids.Count;

    /// <summary>Adds tokens of text.</summary>
    /// <param name="tokens">Their numbers.</param>
    /// <param name="learned">Whether the model learns to say them.</param>
    public PromptRowBuilder Text(IReadOnlyList<int> tokens, bool learned = false) =>
        Text(tokens, learned ? tokens : [.. Enumerable.Repeat(PromptRow.NotLearned, tokens.Count)]);

    /// <summary>Adds tokens of text with a label for each.</summary>
    public PromptRowBuilder Text(IReadOnlyList<int> tokens, IReadOnlyList<int> labelled)
    {
        ids.AddRange(tokens);
        visual.AddRange(Enumerable.Repeat(false, tokens.Count));
        labels.AddRange(labelled);
        return this;
    }

    /// <summary>Adds a token if the tokenizer has one.</summary>
    public PromptRowBuilder Token(int? token) => token is { } id ? Text([id]) : this;

    /// <summary>Adds places for visual rows.</summary>
    public PromptRowBuilder Look(int rows)
    {
        ids.AddRange(Enumerable.Repeat(0, rows));
        visual.AddRange(Enumerable.Repeat(true, rows));
        labels.AddRange(Enumerable.Repeat(PromptRow.NotLearned, rows));
        return this;
    }

    /// <summary>The prompt, cut off at the end if it is longer than <paramref name="longest"/>.</summary>
    public PromptRow Row(int longest = int.MaxValue) =>
        new([.. ids.Take(longest)], [.. visual.Take(longest)], [.. labels.Take(longest)]);
}
