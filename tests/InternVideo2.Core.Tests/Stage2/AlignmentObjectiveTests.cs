using InternVideo2.Data;
using InternVideo2.Stage2;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>Pairs and weights switch terms on and off, guards hold where a batch has nothing to compare, and what is frozen stays so.</summary>
public sealed class AlignmentObjectiveTests
{
    [Theory]
    [InlineData(MediaPairs.ImageText, MediaType.Image, "VTC VTM MLM")]
    [InlineData(MediaPairs.VideoText, MediaType.Video, "VTC VTM MLM")]
    [InlineData(MediaPairs.VideoFullText, MediaType.AudioVideo, "VTC VTM MLM")]
    [InlineData(MediaPairs.AudioVideoFullText, MediaType.AudioVideo, "AVTC AVTM AVMLM")]
    [InlineData(MediaPairs.AudioText, MediaType.AudioVideo, "ATC ATM AMLM")]
    [InlineData(MediaPairs.AudioText, MediaType.Audio, "ATC ATM AMLM")]
    [InlineData(MediaPairs.VideoAudio, MediaType.AudioVideo, "AVC")]
    [InlineData(MediaPairs.Paper, MediaType.AudioVideo, "VTC AVTC VTM AVTM MLM AVMLM")]
    [InlineData(MediaPairs.All, MediaType.AudioVideo, "VTC ATC AVC AVTC VTM ATM AVTM MLM AMLM AVMLM")]
    public void A_pair_switches_on_exactly_its_terms(MediaPairs pairs, MediaType media, string terms)
    {
        using var objective = SmallStage2.Create(options => options with { Losses = options.Losses with { Pairs = pairs } });
        Assert.Equal(terms.Split(' '), Terms(objective, media).Keys);
        var others = Enum.GetValues<MediaType>().Where(other => other != media && pairs.TermsFor(other).Count == 0);
        using var random = new RandomStreams(1);
        Assert.All(others, other =>
        {
            using var batch = SmallStage2.Batch(other);
            Assert.Contains($"{other}", Assert.Throws<InvalidOperationException>(() => objective.Compute(batch, random)).Message);
        });
    }

    [Theory]
    [InlineData(0, 1, 1, "VTM AVTM MLM AVMLM")]
    [InlineData(1, 0, 1, "VTC AVTC MLM AVMLM")]
    [InlineData(1, 1, 0, "VTC AVTC VTM AVTM")]
    public void A_beta_of_zero_switches_its_part_off(double beta1, double beta2, double beta3, string terms)
    {
        using var objective = SmallStage2.Create(options =>
            options with { Losses = options.Losses with { Pairs = MediaPairs.Paper, Beta1 = beta1, Beta2 = beta2, Beta3 = beta3 } });
        Assert.Equal(terms.Split(' '), Terms(objective, MediaType.AudioVideo).Keys);
    }

    [Fact]
    public void The_total_is_the_sum_of_terms_times_beta_times_weight()
    {
        using var objective = SmallStage2.Create(options => options with
        {
            Losses = options.Losses with { Beta1 = 2, Beta2 = 0.5, Beta3 = 0.25, Weights = new TermWeights { Avc = 3, Amlm = 0 } },
        });
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.AudioVideo);
        using var random = new RandomStreams(1);
        var losses = objective.Compute(batch, random);
        var terms = losses.Terms.ToDictionary(term => term.Name, term => term.Value.ToDouble());
        Assert.DoesNotContain("AMLM", terms.Keys);
        var expected = 2 * (terms["VTC"] + terms["ATC"] + 3 * terms["AVC"] + terms["AVTC"])
            + 0.5 * (terms["VTM"] + terms["ATM"] + terms["AVTM"]) + 0.25 * (terms["MLM"] + terms["AVMLM"]);
        Assert.Equal(expected, losses.Total.ToDouble(), 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Without_negatives_matching_is_left_out_and_the_rest_goes_on(int samples)
    {
        using var objective = SmallStage2.Create();
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.Video, samples, groups: [.. Enumerable.Repeat("one", samples)]);
        using var random = new RandomStreams(1);
        var losses = objective.Compute(batch, random);
        Assert.Equal(["VTC", "MLM"], losses.Terms.Select(term => term.Name));
        losses.Total.backward();
        Assert.True(double.IsFinite(losses.Total.ToDouble()));
    }

    [Fact]
    public void Without_anything_to_learn_a_batch_changes_nothing()
    {
        using var objective = SmallStage2.Create(options => options with { Losses = options.Losses with { Beta1 = 0, Beta3 = 0 } });
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.Video, 1);
        using var random = new RandomStreams(1);
        var losses = objective.Compute(batch, random);
        losses.Total.backward();
        Assert.Empty(losses.Terms);
        Assert.Equal((0, 0), (losses.Total.ToDouble(), objective.Alignment.Temperature.grad!.ToDouble()));
    }

    [Fact]
    public void Words_can_be_guessed_from_those_before_them()
    {
        using var objective = SmallStage2.Create(options => options with { Losses = options.Losses with { Words = WordPrediction.Autoregressive } });
        objective.Model.eval();
        using var scope = NewDisposeScope();
        // What comes after a word does not change its state: the first words of both texts are alike.
        using var text = SmallStage2.Tokenizer.Batch(["a red star moves left", "a red star"], 12, 6);
        var states = objective.Alignment.Text.Text(text, causal: true);
        Golden.Close.Check("states", states[0].narrow(0, 0, 4), states[1].narrow(0, 0, 4), 1e-5);
        Assert.Equal(["VTC", "VTM", "MLM"], Terms(objective, MediaType.Video).Keys);
    }

    [Fact]
    public void Frozen_encoders_get_no_gradient_and_stay_in_evaluation_mode()
    {
        using var objective = SmallStage2.Create(options => options with
        {
            Phase = new AlignmentPhase { Name = "both", FreezeVision = true, FreezeAudio = true, Unfreeze = "vision_encoder.clip_projector audio_encoder.encoder.layer_norm" },
        });
        var model = objective.Alignment;
        Assert.False(model.Vision.training || model.Audio!.training);
        Assert.True(model.training && model.Text.training);
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(MediaType.AudioVideo);
        using var random = new RandomStreams(1);
        objective.Compute(batch, random).Total.backward();
        Assert.All(objective.NamedParameters(), p =>
        {
            var encoder = p.Name.StartsWith("vision_encoder.") || p.Name.StartsWith("audio_encoder.");
            var open = p.Name.Contains("clip_projector") || p.Name.StartsWith("audio_encoder.encoder.layer_norm");
            Assert.Equal(!encoder || open, p.Parameter.requires_grad);
            Assert.True(!encoder || open == p.Parameter.grad is not null, p.Name);
        });
        model.Enter(AlignmentPhase.Unmasked);
        Assert.True(model.Audio.training);
        Assert.All(model.Audio.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void A_memory_is_asked_about_frozen_encoders_that_see_everything()
    {
        var memory = new Remembering();
        var phase = AlignmentPhase.Unmasked with { FreezeAudio = true };
        using var objective = SmallStage2.Create(options => options with { Phase = phase }, new AlignmentExtras { Memory = memory });
        var first = Terms(objective, MediaType.AudioVideo);
        Assert.Equal(2, memory.Asked);
        Assert.Equal(first, Terms(objective, MediaType.AudioVideo));
        Assert.Equal(2, memory.Asked);

        objective.Alignment.Enter(AlignmentPhase.Masked with { FreezeAudio = false });
        Terms(objective, MediaType.AudioVideo);
        Assert.Equal(2, memory.Asked);
    }

    [Fact]
    public void What_does_not_fit_is_said_before_the_first_step()
    {
        var deaf = SmallStage2.Options.Model with { Audio = null, AudioTextHead = false, AudioVideoTextHead = false, AudioVideoVector = false };
        using var model = new AlignmentModel(deaf);
        string Refused(AlignmentOptions losses) =>
            Assert.Throws<ArgumentException>(() => new AlignmentObjective(model, SmallStage2.Tokenizer, losses, AlignmentPhase.Masked)).Message;
        Assert.Contains("ATC", Refused(new AlignmentOptions { Pairs = MediaPairs.AudioText }));
        Assert.Contains("UTA", Refused(new AlignmentOptions { Pairs = MediaPairs.VideoText, Weights = new TermWeights { Uta = 1 } }));
        Assert.Contains("nowhere", Assert.Throws<ArgumentException>(() => model.Enter(AlignmentPhase.Masked with { Unfreeze = "nowhere" })).Message);
        using var other = new AlignmentModel(deaf with { Text = deaf.Text with { VocabularySize = 7 } });
        Assert.Contains("7", Assert.Throws<ArgumentException>(
            () => new AlignmentObjective(other, SmallStage2.Tokenizer, new AlignmentOptions { Pairs = MediaPairs.VideoText }, AlignmentPhase.Masked)).Message);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        using var objective = SmallStage2.Create();
        using var batch = SmallStage2.Batch(MediaType.AudioVideo);
        using var lacking = batch.Alias();
        using var random = new RandomStreams(1);
        using var without = new ClipBatch(batch.Frames.alias(), batch.Ids)
        {
            Media = MediaType.AudioVideo,
            Sound = batch.Sound!.alias(),
            Captions = new Dictionary<string, IReadOnlyList<string>> { ["caption"] = batch.Captions["caption"], ["av_captions"] = batch.Captions["caption"] },
        };
        var message = Assert.Throws<ArgumentException>(() => objective.Compute(without, random)).Message;
        Assert.Contains("avs_captions", message);
        Assert.Contains("av_captions, caption", message);
    }

    private static Dictionary<string, double> Terms(AlignmentObjective objective, MediaType media)
    {
        using var scope = NewDisposeScope();
        using var batch = SmallStage2.Batch(media);
        using var random = new RandomStreams(1);
        var losses = objective.Compute(batch, random);
        Assert.All(losses.Terms, term => Assert.True(double.IsFinite(term.Value.ToDouble())));
        return losses.Terms.ToDictionary(term => term.Name, term => term.Value.ToDouble());
    }

    /// <summary>Knows each batch after the first time.</summary>
    private sealed class Remembering : IFrozenMemory
    {
        private readonly Dictionary<(nn.Module, float), (Tensor Tokens, Tensor Pooled)> known = [];

        public int Asked { get; private set; }

        public FrozenOutput Recall(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask)
        {
            var key = (encoder, input.sum().item<float>());
            if (!known.TryGetValue(key, out var said))
            {
                Asked++;
                var output = ask(input);
                Assert.False(output.Tokens.requires_grad);
                known[key] = said = (output.Tokens.clone().DetachFromDisposeScope(), output.Pooled.clone().DetachFromDisposeScope());
            }
            return new FrozenOutput(said.Tokens.alias(), said.Pooled.alias());
        }
    }
}
