using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Chat;

/// <summary>Every question is asked once about its clip, in the way that was chosen; figures by kind have intervals over clips and say what chance is.</summary>
public sealed class ChatTestTests : IDisposable
{
    private readonly ShapesMedia _shapes = new(new ShapesMediaOptions { Speech = false, TwoMotions = 0, Size = 16 });

    public void Dispose() => _shapes.Dispose();

    private Corpus Clips => _shapes.Video(ShapesSplit.Test, 12);

    private ShapesFact Fact(string id, string question) =>
        ShapesFact.Of(MovingShapesSet.Scene(Clips.Clips.Clips.Single(clip => clip.Id == id)).Factors).Single(fact => question.Contains(fact.Question, StringComparison.Ordinal));

    // Knows what one frame tells, and says of motion and speed always the same.
    private string Seer(string id, ChatRequest request) => Fact(id, request.Question) is var fact && fact.IsAppearance ? fact.Answer : fact.Options[0];

    [Fact]
    public void Facts_of_the_shapes_are_asked_for_and_counted_by_kind()
    {
        var model = new ScriptedChat(Seer);
        var report = ChatTest.Run(model, ChatSet.OfShapes(Clips), new ChatTestOptions { Batch = 5 });

        Assert.Equal(60, model.Asked.Distinct().Count());
        Assert.Equal(["colour", "shape", "background", "motion", "speed"], report.Scores.Select(score => score.Kind));
        Assert.All(report.Scores.Take(3), score => Assert.Equal((1.0, 1.0, 12, new Interval(1, 1)), (score.Accuracy, score.F1, score.Count, score.Interval)));
        Assert.Equal([1 / 6.0, 1 / 6.0, 0.25, 0.125, 0.5], report.Scores.Select(score => score.Chance!.Value));
        var left = report.Answers.Count(answer => answer.Item.Kind == "motion" && answer.Item.Answers[0] == "It moves left.");
        Assert.Equal(left / 12.0, report["motion"].Accuracy);
        Assert.True(report["colour"].IsAboveChance && !report["motion"].IsAboveChance);
        Assert.True(report["motion"].F1 > report["motion"].Accuracy);
        Assert.Equal(report.Answers.Count(answer => answer.IsRight) / 60.0, report.All.Accuracy);
        Assert.Equal((36, 1.0), (report.Together("appearance", ["colour", "shape", "background"]).Count, report.Together("appearance", ["colour", "shape", "background"]).Accuracy));
        Assert.Contains("kinds: colour, shape", Assert.Throws<ArgumentException>(() => report["taste"]).Message);
    }

    [Fact]
    public void A_report_begins_with_its_protocol()
    {
        var report = ChatTest.Run(new ScriptedChat(Seer), ChatSet.OfShapes(Clips));
        var lines = report.ToString().Split(Environment.NewLine);

        Assert.Equal(
            "shapes-video-test: 60 questions about 12 videos; 8 frames; bare questions, written answers compared word for word without case and punctuation; scripted; 95 % bootstrap intervals over the clips, 1000 resamples, seed 0",
            lines[0]);
        Assert.Equal("colour                  100.0  [100.0, 100.0]  100.0    16.7     12", lines[2]);
        Assert.StartsWith("all ", lines[^1]);
    }

    [Theory]
    [InlineData(ChatWay.FreeByLikelihood)]
    [InlineData(ChatWay.Options)]
    [InlineData(ChatWay.OptionsByLikelihood)]
    public void All_ways_find_what_the_model_knows(ChatWay way)
    {
        // Behind "Best option:(" the answer goes on with its letter.
        var model = new ScriptedChat((id, request) => way == ChatWay.FreeByLikelihood
            ? Seer(id, request)
            : Fact(id, request.Question) is var fact ? OptionPrompt.Option(fact.Options, fact.Options.ToList().IndexOf(Seer(id, request)))[1..] : "");
        var report = ChatTest.Run(model, ChatSet.OfShapes(Clips), new ChatTestOptions { Way = way });
        var free = ChatTest.Run(new ScriptedChat(Seer), ChatSet.OfShapes(Clips));

        Assert.Equal(free.Answers.Select(answer => answer.IsRight), report.Answers.Select(answer => answer.IsRight));
        Assert.Equal(way is ChatWay.FreeByLikelihood ? "" : "Best option:(", model.Asked[0].Request.AnswerPrefix);
        Assert.Contains(way switch { ChatWay.Options => "rule Contained", ChatWay.FreeByLikelihood => "the likeliest of all options (summed", _ => "lettered options, the likeliest" }, report.Protocol);
    }

    [Fact]
    public void Likelihoods_can_be_taken_per_token()
    {
        // Of the answers that are not the model's, the summed likelihood favours the shortest, that per token the longest.
        var model = new ScriptedChat((_, _) => "something else");
        ChatReport Run(bool perToken) => ChatTest.Run(model, ChatSet.OfShapes(Clips), new ChatTestOptions { Way = ChatWay.FreeByLikelihood, PerToken = perToken });

        Assert.All(Run(false).Answers.Where(a => a.Item.Kind == "colour"), answer => Assert.Equal("Red.", answer.Text));
        Assert.All(Run(true).Answers.Where(a => a.Item.Kind == "colour"), answer => Assert.Equal("Yellow.", answer.Text));
    }

    [Fact]
    public void Captions_are_compared_by_their_words()
    {
        var set = ChatSet.OfCaptions(Clips);
        var exact = ChatTest.Run(new ScriptedChat((id, _) => Clips.Clips.Clips.Single(clip => clip.Id == id).Caption!.ToUpperInvariant() + "!"), set);
        var near = ChatTest.Run(new ScriptedChat((id, _) => "a " + Clips.Clips.Clips.Single(clip => clip.Id == id).Caption), set);

        Assert.Equal((1.0, 1.0, null), (exact.All.Accuracy, exact.All.F1, exact.All.Chance));
        Assert.Equal((0.0, true), (near.All.Accuracy, near.All.F1 is > 0.9 and < 1));
        Assert.Equal("Describe the clip.", set.Items[0].Question);
        Assert.Contains("no options to choose from", Assert.Throws<ArgumentException>(() => ChatTest.Run(new ScriptedChat(Seer), set, new ChatTestOptions { Way = ChatWay.Options })).Message);
    }

    [Theory]
    [InlineData("Red.", "red", true, 1)]
    [InlineData("It is red", "red", false, 0.5)]
    [InlineData("red red", "red", false, 2 / 3.0)]
    [InlineData("", "red", false, 0)]
    public void Words_count_as_often_as_they_stand(string answer, string right, bool exact, double f1)
    {
        Assert.Equal((exact, f1), (AnswerMatch.Of(answer, right).IsExact, Math.Round(AnswerMatch.Of(answer, right).F1, 12) == Math.Round(f1, 12) ? f1 : -1));
        Assert.True(AnswerMatch.Of(answer, "nothing", right).F1 >= f1);
    }

    [Fact]
    public void A_list_of_choices_is_read_and_what_is_wrong_in_it_is_named()
    {
        Corpus Task(string items) => new() { Name = "Object Shuffle", Media = MediaType.Video, Clips = ClipManifest.Parse(items, "list", "/media"), Frames = new InternVideo2.Tests.Data.ToyLoader() };
        const string Good = """{"video":"a.mp4","number":1,"question":"Where?","candidates":["here","there"],"answer":"there"}""";
        var task = ChatSet.OfChoices(Task(Good));
        var both = ChatSet.Together("MVBench", [task, ChatSet.OfChoices(Task(Good) with { Name = "Counting" })]);

        Assert.Equal((1, "Object Shuffle"), (task.Items[0].Right, task.Items[0].Kind));
        Assert.Equal([(0, "Object Shuffle"), (1, "Counting")], both.Items.Select(item => (item.Clip, item.Kind)));
        var report = ChatTest.Run(new ScriptedChat((_, _) => "B"), both, new ChatTestOptions { Way = ChatWay.Options });
        Assert.Equal((1.0, 2), (report.All.Accuracy, report.All.Count));
        Assert.Contains("is none of its options: here, there", Assert.Throws<ArgumentException>(() => ChatSet.OfChoices(Task(Good.Replace("\"answer\":\"there\"", "\"answer\":\"nowhere\"")))).Message);
        Assert.Contains("has no column 'question'", Assert.Throws<ManifestException>(() => ChatSet.OfChoices(Task("""{"video":"a.mp4"}"""))).Message);
        Assert.Contains("The column 'candidates'", Assert.Throws<ManifestException>(() => ChatSet.OfChoices(Task(Good.Replace("[\"here\",\"there\"]", "3")))).Message);
    }

    [Fact]
    public void Questions_of_a_list_are_asked_with_the_instructions_they_were_learned_with()
    {
        const string List = """{"video":"a.mp4","number":1,"QA":[{"i":"Be brief.","q":"Where?","a":"here"},{"q":"When?","a":"now"}]}""";
        var model = new ScriptedChat((_, request) => request.Question == "Where?" ? "here" : "then");
        var report = ChatTest.Run(model, ChatSet.OfQuestions(
            new() { Name = "talk", Media = MediaType.Video, Clips = ClipManifest.Parse(List, "list", "/media"), Frames = new InternVideo2.Tests.Data.ToyLoader() }));
        Assert.Equal([("Be brief.", "Where?"), ("", "When?")], model.Asked.Select(asked => (asked.Request.Instruction, asked.Request.Question)));
        Assert.Equal(0.5, report.All.Accuracy);
    }

    [Fact]
    public void Where_every_clip_has_as_many_questions_the_interval_is_that_of_the_mean_over_clips()
    {
        var shares = Enumerable.Range(0, 40).Select(clip => clip * 7 % 6).ToArray(); // right ones of five
        Assert.Equal(new Bootstrap().OfMean([.. shares.Select(right => right / 5.0)]).Low, new Bootstrap().OfRatio([.. shares.Select(right => ((double)right, 5.0))]).Low, 12);
        Assert.Equal(new Bootstrap().OfMean([.. shares.Select(right => right / 5.0)]).High, new Bootstrap().OfRatio([.. shares.Select(right => ((double)right, 5.0))]).High, 12);
    }

    [Fact]
    public void The_interval_is_that_of_the_share_of_right_answers()
    {
        // Ten clips with nine questions each, all right; ten with one, all wrong.
        static ChatAnswer Answer(int clip, bool right) => new(new ChatItem(clip, "fact", "What?", ["yes"]), $"{clip}", "", right, 0);
        ChatAnswer[] answers = [.. Enumerable.Range(0, 10).SelectMany(clip => Enumerable.Repeat(Answer(clip, true), 9)), .. Enumerable.Range(10, 10).Select(clip => Answer(clip, false))];
        var score = ChatScore.Of("fact", answers, new Bootstrap());
        Assert.Equal(0.9, score.Accuracy, 12);
        Assert.InRange(score.Interval.Low, 0.7, 0.9);
        Assert.InRange(score.Interval.High, 0.9, 0.99);
    }

    [Fact]
    public void A_test_can_be_cancelled_between_batches()
    {
        using var stop = new CancellationTokenSource();
        var model = new ScriptedChat((_, _) =>
        {
            stop.Cancel();
            return "";
        });

        Assert.Throws<OperationCanceledException>(() => ChatTest.Run(model, ChatSet.OfShapes(Clips), new ChatTestOptions { Batch = 2 }, cancellation: stop.Token));
        Assert.Equal(10, model.Asked.Count);
    }
}
