namespace InternVideo2.Data;

/// <summary>A clip list cannot be used. The message names the list, the line or item, and what to change.</summary>
public sealed class ManifestException(string message, Exception? inner = null) : Exception(message, inner);
