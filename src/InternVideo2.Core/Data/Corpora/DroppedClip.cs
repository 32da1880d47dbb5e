namespace InternVideo2.Data.Corpora;

/// <summary>A clip that a corpus leaves out because of its captions.</summary>
/// <param name="Id">Its id in batches.</param>
/// <param name="Reason">Why, as the end of a sentence that begins with the id.</param>
public sealed record DroppedClip(string Id, string Reason);
