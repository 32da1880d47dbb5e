namespace InternVideo2.Text;

/// <summary>A token that is found in the text as a whole, before anything is split or joined.</summary>
/// <param name="Text">What it looks like; not empty.</param>
/// <param name="Id">Its number.</param>
/// <param name="Special">Whether it marks something and is no text of its own.</param>
/// <param name="StripLeft">Whether white space before it belongs to it.</param>
/// <param name="StripRight">Whether white space after it belongs to it.</param>
public sealed record AddedToken(string Text, int Id, bool Special = true, bool StripLeft = false, bool StripRight = false);
