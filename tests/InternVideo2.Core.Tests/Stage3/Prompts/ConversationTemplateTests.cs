using InternVideo2.Data;
using InternVideo2.Stage3;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Stage3.Prompts;

/// <summary>What is learned of conversations, with a learned tokenizer; questions of several turns; stops, answers and errors.</summary>
public sealed class ConversationTemplateTests
{
    private static readonly ClipQuestion[] Turns = [new("Look.", "What moves?", "A circle."), new("", "Where?", "Left.")];

    private static readonly HuggingFaceTokenizer Tokenizer = BytePairTraining.Learn(
        Enumerable.Repeat("Look. What moves? A circle. Where? Left. [INST] [/INST] ###Human: ###Assistant: Human: <Video> </Video>", 3));

    [Theory]
    [InlineData(PromptStyle.Vicuna, " ###Human: ###Assistant: A circle. ###Human: ###Assistant: Left. ###")]
    [InlineData(PromptStyle.Mistral, " A circle. </s> Left. </s>")]
    [InlineData(PromptStyle.InternVideo2Chat, " A circle.</s> Left.</s>")]
    public void Learns_the_answers(PromptStyle style, string learned)
    {
        var row = ConversationTemplate.Of(style).Train(Tokenizer, new TrainingPrompt { Turns = Turns }, new VisualTokens(3));

        Assert.Equal(3, row.VisualRows);
        Assert.All(row.Labels.Index(), label => Assert.True(label.Item == PromptRow.NotLearned || label.Item == row.Ids[label.Index]));
        // Behind another word, so that the first space is not lost.
        Assert.Equal("Look" + learned, Tokenizer.Decode([.. Tokenizer.Encode("Look"), .. row.Labels.Where(label => label >= 0)], skipSpecial: false));
    }

    [Theory]
    [InlineData(PromptStyle.Vicuna, "###Human: <Video><VideoHere></Video> 3 frames\n###Human: Q1\n###Assistant: A1###Human: Q2\n###Assistant: It")]
    [InlineData(PromptStyle.Mistral, "[INST] <Video><VideoHere></Video> 3 frames [/INST] [INST] Q1 [/INST] A1</s> [INST] Q2 [/INST] It")]
    [InlineData(PromptStyle.Phi, "<|user|>\n<Video><VideoHere></Video> 3 frames\nQ1<|end|>\n<|assistant|>\nA1<|end|>\n<|user|>\nQ2<|end|>\n<|assistant|>\nIt")]
    [InlineData(PromptStyle.InternVideo2Chat, "[INST] <Video>[<VID_PLH>]</Video> 3 frames[/INST] [INST] Q1 [/INST]A1</s> [INST] Q2 [/INST]It")]
    public void Asks_in_several_turns(PromptStyle style, string expected)
    {
        var prompt = new ChatPrompt { History = [new ChatTurn("Q1", "A1")], Question = "Q2", FramesMessage = " 3 frames ", AnswerPrefix = "It" };
        Assert.Equal(expected, ConversationTemplate.Of(style).Chat(prompt));

        var alone = ConversationTemplate.Of(style).Chat(Tokenizer, prompt with { Media = MediaType.Text }, VisualTokens.None);
        Assert.Equal(0, alone.VisualRows);
        Assert.DoesNotContain("Video", Tokenizer.Decode([.. alone.Ids]));
    }

    [Theory]
    [InlineData(PromptStyle.Vicuna, "Assistant: a circle###Human: and", "a circle")]
    [InlineData(PromptStyle.Mistral, " a circle </s> and", "a circle")]
    [InlineData(PromptStyle.Phi, "a circle<|end|>\n", "a circle")]
    [InlineData(PromptStyle.InternVideo2Chat, "a circle", "a circle")]
    public void Finds_the_answer_in_what_was_written(PromptStyle style, string written, string answer)
    {
        var template = ConversationTemplate.Of(style);
        Assert.Equal(answer, template.Answer(written));
        Assert.Equal(answer, template.Answer(Tokenizer, [1, .. Tokenizer.Encode(written)]));
        Assert.Equal(answer, template.Answer(Tokenizer, [.. Tokenizer.Encode(written), 2, 1, 2]));
    }

    [Fact]
    public void A_mark_stops_the_model_wherever_it_stands()
    {
        var stops = ConversationTemplate.Of(PromptStyle.Vicuna).Stops(Tokenizer);
        Assert.All(new[] { "A circle###", "A circle ###", "A circle.\n###" }, text =>
            Assert.Contains(stops, stop => Tokenizer.Encode(text).TakeLast(stop.Length).SequenceEqual(stop)));
        Assert.Empty(ConversationTemplate.Of(PromptStyle.Mistral).Stops(Tokenizer));
    }

    [Fact]
    public void Views_in_high_resolution_have_tags_of_their_own_or_stand_together()
    {
        var prompt = new TrainingPrompt { Turns = Turns };
        var tagged = ConversationTemplate.Of(PromptStyle.InternVideo2Chat).Train(Tokenizer, prompt, new VisualTokens(2, 3, HighResolution: true));
        var together = ConversationTemplate.Of(PromptStyle.Mistral).Train(Tokenizer, prompt, new VisualTokens(2, 3, HighResolution: true));

        Assert.Equal([2, 2, 2], Blocks(tagged));
        Assert.Equal([6], Blocks(together));

        static List<int> Blocks(PromptRow row)
        {
            var starts = row.Visual.Index().Where(place => place.Item && !row.Visual[place.Index - 1]).Select(place => place.Index);
            return [.. starts.Select(start => row.Visual.Skip(start).TakeWhile(place => place).Count())];
        }
    }

    [Fact]
    public void Asks_for_captions_in_eleven_ways()
    {
        var requests = CaptionRequests.Of(ConversationTemplate.Of(PromptStyle.Vicuna), MediaType.Image);
        Assert.Equal(11, requests.Distinct().Count());
        Assert.Equal("###Human: <Image><ImageHere></Image> Describe the following image concisely. ###Assistant: ", requests[0]);
        Assert.Throws<PromptException>(() => CaptionRequests.Of(ConversationTemplate.Of(PromptStyle.Vicuna), MediaType.Text));
    }

    [Fact]
    public void Learns_captions_up_to_their_end_or_the_limit()
    {
        var template = ConversationTemplate.Of(PromptStyle.Mistral);
        var prompt = new CaptionPrompt { Prompt = "[INST] <Video><VideoHere></Video> Look. [/INST]", Caption = "A circle." };

        var whole = template.Train(Tokenizer, prompt, new VisualTokens(4));
        Assert.Equal([.. Tokenizer.Encode("A circle."), 2], whole.Labels.Where(label => label >= 0));
        Assert.Equal(Tokenizer.Encode("A"), template.Train(Tokenizer, prompt with { MaxCaptionTokens = 1 }, new VisualTokens(4)).Labels.Where(label => label >= 0));
        Assert.DoesNotContain(2, template.Train(Tokenizer, prompt with { NotLearned = 2 }, new VisualTokens(4)).Labels);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_prompt()
    {
        var mistral = ConversationTemplate.Of(PromptStyle.Mistral);
        var caption = new CaptionPrompt { Prompt = "Describe it.", Caption = "A circle." };

        Assert.Contains("has 0 placeholders <VideoHere> for 1 clip", Message(() => mistral.Train(Tokenizer, caption, new VisualTokens(4))));
        var chat = ConversationTemplate.Of(PromptStyle.InternVideo2Chat);
        Assert.Contains("has 1 placeholder [<VID_PLH>] for 2 clips",
            Message(() => chat.Chat(Tokenizer, "<Video>[<VID_PLH>]</Video>", MediaType.Video, new VisualTokens(4, 2))));
        Assert.Contains("has 2 placeholders", Message(() => mistral.Chat(Tokenizer, new ChatPrompt { Question = "<VideoHere>?" }, new VisualTokens(4))));
        Assert.Contains("</Video> exactly once", Message(() => mistral.Train(Tokenizer, new TrainingPrompt { Turns = [new("", "</Video>?", "no")] }, new VisualTokens(4))));
        Assert.Contains("at least one", Message(() => mistral.Train(Tokenizer, new TrainingPrompt { Turns = [] }, new VisualTokens(4))));
        Assert.Contains("nothing to see", Message(() => mistral.Train(Tokenizer, new TrainingPrompt { Turns = Turns, Media = MediaType.Audio }, new VisualTokens(4))));
        // This tokenizer joins the end of a line with the answer, which Phi's does not.
        Assert.Contains("goes with any", Message(() => ConversationTemplate.Of(PromptStyle.Phi).Train(Tokenizer, new TrainingPrompt { Turns = Turns }, new VisualTokens(4))));

        static string Message(Action act) => Assert.Throws<PromptException>(act).Message;
    }

    [Theory]
    [InlineData(new[] { 0.5, 1.5 }, " The video contains 2 frames sampled at 0.5, 1.5 seconds. ")]
    [InlineData(new[] { 0.25, 0.75, 2, 1.04, 2.05 }, " The video contains 5 frames sampled at 0.2, 0.8, 2.0, 1.0, 2.0 seconds. ")]
    public void Tells_when_frames_were_taken(double[] seconds, string expected) => Assert.Equal(expected, FramesMessage.Of(seconds));
}
