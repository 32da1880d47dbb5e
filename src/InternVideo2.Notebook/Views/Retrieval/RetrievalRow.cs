namespace InternVideo2.Notebook;

/// <summary>One query of a <see cref="RetrievalSheet"/>: what was asked, and what was found.</summary>
/// <param name="Heading">The text asked with, or a word about the medium below.</param>
/// <param name="Pictures">Media, from left to right.</param>
/// <param name="Lines">Texts, beside the pictures.</param>
internal sealed record RetrievalRow(string Heading, IReadOnlyList<RetrievedPicture> Pictures, IReadOnlyList<RetrievedLine> Lines)
{
    public override string ToString()
    {
        var found = Pictures.Where(picture => picture.Score.Length > 0).Select(picture => $"{Mark(picture.IsRight)}{picture.Score} {picture.Caption}")
            .Concat(Lines.Select(line => $"{Mark(line.IsRight)}{line.Text}"));
        return string.Join('\n', found.Select(line => "    " + line).Prepend("  " + Heading));
    }

    private static string Mark(bool isRight) => isRight ? "✓ " : "  ";
}

/// <param name="Medium">Number of the medium.</param>
/// <param name="Score">Place and score; empty for a medium that asks.</param>
/// <param name="Caption">What it is said to be.</param>
/// <param name="IsRight">Whether it belongs to what was asked.</param>
internal sealed record RetrievedPicture(int Medium, string Score, string Caption, bool IsRight);

/// <param name="Text">Place, score and text.</param>
/// <param name="IsRight">Whether it belongs to what was asked.</param>
internal sealed record RetrievedLine(string Text, bool IsRight);
