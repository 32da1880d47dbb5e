using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Language;
using InternVideo2.Stage3;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Tests.Stage2;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>A chat model goes on with what the bridge has learned, whether its Q-Former reads or not.</summary>
public sealed class AlignedStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chat_model_sees_and_asks_as_the_bridge_did(bool reads)
    {
        using var bridge = SmallEncoder.Disturbed(new BridgeModel(SmallBridge.Options.Model with { TemporalFrames = 0 }));
        bridge.eval();
        using var chat = new VideoChatModel(new VideoChatModelOptions
        {
            Vision = bridge.Options.Vision,
            QFormer = bridge.Options.QFormer with { Text = reads, WordHead = false },
            Language = new LanguageModelOptions { VocabularySize = 9, Width = 8, Depth = 1, Heads = 2, KeyHeads = 2, HiddenWidth = 16, MaxPositions = 16 },
        });
        chat.eval();

        var report = ChatStart.Alignment(chat, bridge);

        Assert.Contains("itm_head.weight", report.Unexpected);
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.Video);
        var seen = bridge.See(batch.Frames);
        Close.Check("seen", chat.See(batch.Frames), seen, 0);
        Close.Check("asked", chat.Look(batch.Frames), chat.Projection.call(bridge.QFormer.Queries(seen)), 1e-6);
        if (!reads) return;
        using var text = SmallStage2.Tokenizer.Sentences(batch.Captions.Values.First(), 14);
        Close.Check("read", chat.QFormer.Queries(seen, text), bridge.QFormer.Queries(seen, text), 0);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(4, 4)]
    [InlineData(2, 4)]
    public void An_alignment_goes_on_with_clips_of_another_length(int from, int to)
    {
        var options = SmallBridge.Options.Model;
        using var before = SmallEncoder.Disturbed(new BridgeModel(options with { TemporalFrames = from }));
        using var after = new BridgeModel(options with { TemporalFrames = to });
        using var scope = NewDisposeScope();
        using var checkpoint = new TensorCheckpoint(OfficialKeys.BridgeOf(before).State(before).ToDictionary());

        BridgeStart.Alignment(after, checkpoint);

        var (old, made) = (before.state_dict()["temporal"], after.state_dict()["temporal"]);
        if (to <= from) Close.Check("first places", made, old.narrow(1, 0, to), 0);
        else Close.Check("between places", made.select(1, 1), old.select(1, 0).mul(0.75).add(old.select(1, 1).mul(0.25)), 1e-6);
        Close.Check("queries", after.state_dict()["qFormer.queries"], before.state_dict()["qFormer.queries"], 0);
    }
}
