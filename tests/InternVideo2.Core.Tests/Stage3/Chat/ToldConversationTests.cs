using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage3;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Stage3.Chat;

/// <summary>A told conversation is the conversation about the clip, with words where the clip would be; the tokens around them are those of training with clips.</summary>
public sealed class ToldConversationTests
{
    private static readonly ToldClip Clip = new("a red star moves left slowly", [new("", "What colour?", "Red."), new("", "Is it fast?", "Slow.")]);

    [Fact]
    public void Words_stand_where_the_clip_would() => Assert.Equal(
        ["[INST] <Video>", "a red star moves left slowly", "</Video> [/INST] [INST] What colour? [/INST] Red. </s> [INST] Is it fast? [/INST] Slow. </s>"],
        ToldConversation.Write(ConversationTemplate.Of(PromptStyle.Mistral), Clip).Pieces);

    [Theory]
    [InlineData(PromptStyle.Mistral)]
    [InlineData(PromptStyle.Vicuna)]
    public void Tokens_around_the_words_are_those_of_training(PromptStyle style)
    {
        var template = ConversationTemplate.Of(style);
        var texts = ToldConversation.OfShapes(template, ShapesSplit.Train, 60);
        var tokenizer = BytePairTraining.Learn(texts.SelectMany(text => text.Pieces));
        var silent = ToldConversation.Write(template, Clip with { Words = "" });
        var row = template.Train(tokenizer, new TrainingPrompt { Turns = Clip.Questions }, new VisualTokens(5));
        int[] text = [.. row.Ids.Where((_, place) => !row.Visual[place])];
        Assert.Equal(text.AsEnumerable(), silent.Pieces.SelectMany(tokenizer.Encode).Prepend(tokenizer.Begin!.Value));
        Assert.Equal(5, row.VisualRows);
    }
}
