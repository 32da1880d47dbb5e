using InternVideo2.Text;

namespace InternVideo2.Tests.Language.Training;

/// <summary>a … z are 3 … 28, a full stop 29, a space 30; 0 fills up, 1 begins and 2 ends. Written "/" is the end.</summary>
internal sealed class LetterTokenizer : ILanguageTokenizer
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz. ";

    public int Count => 3 + Letters.Length;

    public int? Begin => 1;

    public int? End => 2;

    public int? Padding => 0;

    public int[] Encode(string text) => [.. text.Select(letter => letter == '/' ? 2 : 3 + Letters.IndexOf(letter, StringComparison.Ordinal))];

    public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true) => string.Concat(ids.Where(id => id >= 3).Select(id => Letters[id - 3]));

    public void Save(string folder) => throw new NotSupportedException();
}
