namespace InternVideo2.Data.MovingStamps;

/// <summary>An animal of which there are a cut-out photograph, a caption, a sound and the spoken name.</summary>
/// <param name="Name">Unique short name, e.g. "frog".</param>
/// <param name="Caption">With its article, in lower case: "a frog".</param>
/// <param name="Picture">Path of the PNG with transparency.</param>
/// <param name="Sound">Path of the animal's sound.</param>
/// <param name="Speech">Path of the spoken English name.</param>
/// <param name="HeldOut">Never seen in training.</param>
public sealed record Stamp(string Name, string Caption, string Picture, string Sound, string Speech, bool HeldOut)
{
    /// <summary>What the voice says: the caption's last word.</summary>
    public string Word => Caption[(Caption.LastIndexOf(' ') + 1)..];
}
