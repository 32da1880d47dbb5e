namespace InternVideo2.Checkpoints;

/// <summary>
/// A PyTorch checkpoint (.pth, .pt, .bin) that is damaged, or whose pickle asks for more than tensors. Nothing of it was executed: the reader has no
/// means to.
/// </summary>
/// <inheritdoc cref="CheckpointException(string, string, string, string, string, string, Exception)"/>
public sealed class PickleException(string path, string problem, string? key = null, string? expected = null, string? actual = null,
    string? advice = null, Exception? inner = null) : CheckpointException(path, problem, key, expected, actual, advice, inner);
