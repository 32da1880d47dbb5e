namespace InternVideo2.Training;

/// <summary>The state of a run cannot be saved or loaded. The message names the folder or file, what is wrong, and what is still usable.</summary>
public sealed class RunStateException(string message, Exception? inner = null) : Exception(message, inner);
