namespace InternVideo2.Text;

/// <summary>A vocabulary cannot be used. The message names the file, the line or token, and what to change.</summary>
public sealed class VocabularyException(string message, Exception? inner = null) : Exception(message, inner);
