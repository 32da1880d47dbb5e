namespace InternVideo2.Checkpoints;

/// <summary>A safetensors file that does not keep the format's rules, or does not hold what was asked of it.</summary>
/// <inheritdoc cref="CheckpointException(string, string, string, string, string, string, Exception)"/>
public sealed class SafetensorsException(string path, string problem, string? key = null, string? expected = null, string? actual = null,
    string? advice = null, Exception? inner = null) : CheckpointException(path, problem, key, expected, actual, advice, inner);
