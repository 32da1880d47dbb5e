namespace InternVideo2.Checkpoints;

/// <summary>A checkpoint file that cannot be read: it breaks its format's rules, or holds something that has no place in it.</summary>
public class CheckpointException : Exception
{
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, as a sentence without a full stop.</param>
    /// <param name="key">The tensor concerned, if one is.</param>
    /// <param name="expected">What the format (or the caller) wants there.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="advice">What the reader of the message can do.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public CheckpointException(string path, string problem, string? key = null, string? expected = null, string? actual = null,
        string? advice = null, Exception? inner = null)
        : base(Compose(path, problem, key, expected, actual, advice), inner)
    {
        Path = path;
        Key = key;
        Expected = expected;
        Actual = actual;
        Advice = advice;
    }

    public string Path { get; }

    public string? Key { get; }

    public string? Expected { get; }

    public string? Actual { get; }

    public string? Advice { get; }

    private static string Compose(string path, string problem, string? key, string? expected, string? actual, string? advice)
    {
        var where = key is null ? $"'{path}'" : $"'{path}', tensor '{key}'";
        var difference = (expected, actual) switch
        {
            (not null, not null) => $" Expected {expected}, found {actual}.",
            (not null, null) => $" Expected {expected}.",
            (null, not null) => $" Found {actual}.",
            _ => "",
        };
        return $"{where}: {problem}.{difference}{(advice is null ? "" : $" {advice}")}";
    }
}
