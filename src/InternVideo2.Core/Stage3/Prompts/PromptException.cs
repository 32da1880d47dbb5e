namespace InternVideo2.Stage3;

/// <summary>A prompt cannot be made. The message names the text and what does not fit, and says what to change.</summary>
public sealed class PromptException(string message) : Exception(message);
