namespace InternVideo2.Evaluation;

/// <summary>How a model is asked.</summary>
public enum ChatWay
{
    /// <summary>The bare question; the model writes an answer, which is compared word for word.</summary>
    Free,

    /// <summary>The bare question; of all options the one counts that the model finds likeliest as an answer.</summary>
    FreeByLikelihood,

    /// <summary>The question with lettered options, MVBench's way; the model writes an answer, which a rule compares.</summary>
    Options,

    /// <summary>The question with lettered options; the option counts that the model finds likeliest to go on with: "A) red" behind "Best option:(".</summary>
    OptionsByLikelihood,
}

/// <summary>How a test of a chat model is done.</summary>
public sealed record ChatTestOptions
{
    /// <summary>How questions are put and answers taken. Default <see cref="ChatWay.Free"/>.</summary>
    public ChatWay Way { get; init; }

    /// <summary>The words around lettered options. Ignored without them.</summary>
    public OptionPrompt Prompt { get; init; } = new();

    /// <summary>When a written answer to a question with lettered options is right. Ignored otherwise. Default: MVBench's.</summary>
    public OptionRule Rule { get; init; }

    /// <summary>Likelihoods per token instead of summed: does not favour short options. Ignored where answers are written. Default false.</summary>
    public bool PerToken { get; init; }

    /// <summary>Said before bare questions; empty: nothing.</summary>
    public string System { get; init; } = "";

    /// <summary>Clips read and asked about at a time, 1 or more. Default 16.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Of the intervals.</summary>
    public Bootstrap Bootstrap { get; init; } = new();

    /// <summary>Whether the model writes answers.</summary>
    public bool IsWritten => Way is ChatWay.Free or ChatWay.Options;

    /// <summary>Whether the options are shown.</summary>
    public bool ShowsOptions => Way is ChatWay.Options or ChatWay.OptionsByLikelihood;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Batch >= 1, nameof(ChatTestOptions), nameof(Batch), Batch, "1 or more");
        OptionRange.Check(Enum.IsDefined(Way), nameof(ChatTestOptions), nameof(Way), Way, string.Join(", ", Enum.GetNames<ChatWay>()));
        OptionRange.Check(Enum.IsDefined(Rule), nameof(ChatTestOptions), nameof(Rule), Rule, string.Join(", ", Enum.GetNames<OptionRule>()));
        Bootstrap.Validate();
    }

    /// <summary>One line about what was done.</summary>
    internal string Protocol()
    {
        var way = Way switch
        {
            ChatWay.Free => "bare questions, written answers compared word for word without case and punctuation",
            ChatWay.FreeByLikelihood => $"bare questions, the likeliest of all options {Likelihood}",
            ChatWay.Options => $"lettered options, written answers, rule {Rule}",
            _ => $"lettered options, the likeliest {Likelihood}",
        };
        return $"{way}{(ShowsOptions ? $", prefix \"{Prompt.AnswerPrefix}\"" : System.Length > 0 ? $", system text \"{System.Trim()}\"" : "")}";
    }

    private string Likelihood => PerToken ? "(mean log-likelihood per token)" : "(summed log-likelihood)";
}
