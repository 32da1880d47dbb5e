using System.Xml.Linq;
using InternVideo2.Language;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views.Chat;

/// <summary>Each token has a bar as wide as its probability and the likeliest others below it; the same in words.</summary>
public sealed class TokenProbabilitiesTests
{
    private static readonly LikelyToken[] Tokens =
    [
        new(" red", 0.75) { Others = [(" red", 0.75), (" <blue>", 0.2), (" green", 0.04), (" white", 0.01)] },
        new(" star", 0.25) { Others = [(" ring", 0.7)] },
        new("\n", 1),
    ];

    [Fact]
    public void Bars_and_rivals()
    {
        var view = new TokenProbabilities(Tokens, "An answer");
        Assert.Equal(
            [
                "An answer: 3 tokens, geometric mean 57.2 %, least sure of '·star' (25 %)",
                "  ·red          75 % ███████████████      ·<blue> 20 %, ·green 4 %",
                "  ·star         25 % █████                ·ring 70 %",
                "  ⏎            100 % ████████████████████",
            ], view.ToString().Split('\n'));
        Assert.Equal(
            ["How sure the model was: 1 token, geometric mean 60 %, least sure of '·counterclockwise' (60 %)", "  ·counterclockwise  60 % ████████████         ·up <0.1 %"],
            new TokenProbabilities([new(" counterclockwise", 0.6) { Others = [(" up", 0.0001)] }]).ToString().Split('\n'));
        var svg = XDocument.Parse(view.ToSvg());
        var bars = svg.Descendants().Where(e => e.Name.LocalName == "rect" && e.Attribute("height")?.Value == "6").Select(e => double.Parse(e.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([0.75, 0.25, 1], bars.Chunk(2).Select(pair => Math.Round(pair[1] / pair[0], 2)));
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value == "·<blue> 20 %");
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value.Contains("white"));
    }

    [Fact]
    public void Many_tokens_take_several_rows()
    {
        var one = XDocument.Parse(new TokenProbabilities([.. Enumerable.Repeat(Tokens[0], 4)]).ToSvg());
        var many = XDocument.Parse(new TokenProbabilities([.. Enumerable.Repeat(Tokens[0], 60)]).ToSvg());
        Assert.True(Height(many) > 2 * Height(one));
        Assert.True(many.Descendants().Where(e => e.Attribute("x") is not null).Max(e => double.Parse(e.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture)) < 880);

        static double Height(XDocument svg) => double.Parse(svg.Root!.Attribute("height")!.Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Tokens_of_an_answer_read_as_they_stand_in_it()
    {
        var tokenizer = BytePairTraining.Learn(["a red star", "a red ring", "a blue star"], new() { VocabularySize = 320 });
        var ids = tokenizer.Encode("a red star");
        GeneratedToken[] tokens = [.. ids.Select(id => new GeneratedToken(id, 0.5, [new(id, 0.5), new(tokenizer.Encode("blue")[0], 0.25)], null))];
        var view = TokenProbabilities.Of(tokens, tokenizer);
        Assert.Equal(" a red star", string.Concat(view.Tokens.Select(token => token.Text)));
        Assert.All(view.Tokens, token => Assert.Equal(0.25, token.Others[1].Probability));
    }

    [Fact]
    public void Nothing_is_refused() => Assert.Throws<ArgumentException>(() => new TokenProbabilities([]));
}
